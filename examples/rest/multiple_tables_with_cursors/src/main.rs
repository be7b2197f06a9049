//! Companies and their departments, with a cursor for each company. Run `cargo run -p playground` beside it.
//!
//! Companies are few and read whole each time: a department can change while its company does not.

use connector_sdk::prelude::*;

#[table(primary_key = company_id)]
#[derive(Deserialize)]
struct Company {
    company_id: i64,
    company_name: String,
    #[serde(rename = "createdAt")]
    created_at: DateTime<Utc>,
    #[serde(rename = "updatedAt")]
    updated_at: DateTime<Utc>,
}

#[table(primary_key = (department_id, company_id), cursor = updated_at)]
#[derive(Deserialize)]
struct Department {
    department_id: i64,
    company_id: i64,
    department_name: String,
    #[serde(rename = "createdAt")]
    created_at: DateTime<Utc>,
    #[serde(rename = "updatedAt")]
    updated_at: DateTime<Utc>,
}

#[connector(base_url = base_url)]
struct Cursors {
    base_url: Url,
}

#[connector]
impl Cursors {
    #[paginate(style = "single")]
    async fn companies(&self) -> Result<Vec<Company>> {
        self.http().get("cursors/companies").records("/data").await
    }

    #[paginate(style = "single", for_each = companies, concurrency = 4)]
    async fn departments(
        &self,
        company: &Company,
        #[since(inclusive, per = company_id)] since: Since<Department>,
    ) -> Result<Vec<Department>> {
        let request = self.http().get(format!("cursors/{}/departments", company.company_id));
        request.query("order_by", "updatedAt").query("updated_since", since).records("/data").await
    }
}

#[cfg(test)]
mod tests;
