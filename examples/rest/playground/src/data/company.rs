//! Two companies with four departments each, and a scripted change of one or the other at each step.

use super::time::START;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A parent row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are their names")]
pub struct Company {
    pub company_id: i64,
    pub company_name: String,
    #[serde(rename = "createdAt")]
    pub created_at: DateTime<Utc>,
    #[serde(rename = "updatedAt")]
    pub updated_at: DateTime<Utc>,
}

/// A child row; ids count anew under each company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are their names")]
pub struct Department {
    pub department_id: i64,
    pub company_id: i64,
    pub department_name: String,
    #[serde(rename = "createdAt")]
    pub created_at: DateTime<Utc>,
    #[serde(rename = "updatedAt")]
    pub updated_at: DateTime<Utc>,
}

/// The companies after `steps` changes.
pub fn companies(steps: u32) -> Vec<Company> {
    let mut companies: Vec<Company> = ["Analytical Engines", "Paper Boats"]
        .iter()
        .zip(1..)
        .map(|(name, id)| Company {
            company_id: id,
            company_name: (*name).to_owned(),
            created_at: START - TimeDelta::days(30 * id),
            updated_at: START - TimeDelta::days(id),
        })
        .collect();
    // Odd steps touch a company and one of its departments.
    for step in (1..=steps).filter(|step| step % 2 == 1) {
        let company = &mut companies[(step as usize / 2) % 2];
        company.updated_at = changed_at(step);
    }
    companies
}

/// The departments of a company after `steps` changes; none for a company that there is not.
pub fn departments(company_id: i64, steps: u32) -> Vec<Department> {
    if !(1..=2).contains(&company_id) {
        return Vec::new();
    }
    let mut departments: Vec<Department> = ["Research", "Sales", "Support", "Legal"]
        .iter()
        .zip(1..)
        .map(|(name, id)| Department {
            department_id: id,
            company_id,
            department_name: (*name).to_owned(),
            created_at: START - TimeDelta::days(30 * company_id) + TimeDelta::hours(id),
            updated_at: START - TimeDelta::days(company_id) + TimeDelta::hours(id),
        })
        .collect();
    // Even steps touch a department while its company stays as it was: a reader that visits the departments of changed
    // companies only will miss it.
    for step in 1..=steps {
        if i64::from(step / 2 % 2) + 1 == company_id {
            let department = &mut departments[step as usize % 4];
            department.department_name =
                format!("{} {step}", department.department_name.split(' ').next().unwrap_or(""));
            department.updated_at = changed_at(step);
        }
    }
    departments
}

fn changed_at(step: u32) -> DateTime<Utc> {
    START + TimeDelta::hours(i64::from(step)) - TimeDelta::minutes(15)
}
