//! Two companies with four departments each.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value as Json, json};

use crate::users::written;

#[derive(Debug)]
pub(crate) struct Company {
    pub(crate) id: i64,
    pub(crate) updated_at: DateTime<Utc>,
    pub(crate) departments: Vec<Department>,
}

#[derive(Debug)]
pub(crate) struct Department {
    pub(crate) id: i64,
    pub(crate) name: &'static str,
    pub(crate) updated_at: DateTime<Utc>,
}

fn start() -> DateTime<Utc> {
    "2025-12-01T00:00:00Z".parse().unwrap_or_default()
}

pub(crate) fn all() -> Vec<Company> {
    const NAMES: [&str; 4] = ["Engineering", "Finance", "Marketing", "Sales"];
    (1..=2)
        .map(|id| Company {
            id,
            updated_at: start() + TimeDelta::days(id),
            departments: (1..=4)
                .map(|number| Department {
                    id: (id - 1) * 4 + number,
                    name: NAMES[(number - 1) as usize],
                    updated_at: start() + TimeDelta::days(id) + TimeDelta::hours(number),
                })
                .collect(),
        })
        .collect()
}

/// Makes a department the last one updated, and leaves its company as it is.
pub(crate) fn change_department(companies: &mut [Company], id: i64) {
    let all = || companies.iter().flat_map(|company| &company.departments);
    let latest = all().map(|department| department.updated_at).max().unwrap_or_default();
    let department =
        companies.iter_mut().flat_map(|company| &mut company.departments).find(|department| department.id == id);
    if let Some(department) = department {
        department.updated_at = latest + TimeDelta::minutes(1);
    }
}

impl Company {
    pub(crate) fn json(&self) -> Json {
        json!({
            "company_id": self.id,
            "company_name": format!("Company {}", self.id),
            "createdAt": written(start()),
            "updatedAt": written(self.updated_at),
        })
    }
}

impl Department {
    pub(crate) fn json(&self, company_id: i64) -> Json {
        json!({
            "department_id": self.id,
            "company_id": company_id,
            "department_name": self.name,
            "createdAt": written(start()),
            "updatedAt": written(self.updated_at),
        })
    }
}
