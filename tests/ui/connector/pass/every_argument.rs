use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
}


#[table]
struct Line {
    id: i64,
}

#[state]
struct Progress {
    cursor: i64,
}

#[connector]
pub struct Shop {
    token: Secret,
}

/// Tests name the connector after the function.
mod of_a_function {
    use super::*;

    #[connector(main = false, concurrency = 2, strict, name = "shop")]
    pub async fn everything(
        run: &mut Run,
        config: &Shop,
        rows: &mut Rows<Order>,
        mut lines: Rows<Line>,
        state: &mut State<Progress>,
        tables: &mut Tables,
    ) -> Result<(), std::io::Error> {
        let _ = (run, config, rows, &mut lines, state, tables);
        Ok(())
    }

    pub fn is_a_connector<C: connector_sdk::connector::Connector>() {}

    pub fn checked() {
        is_a_connector::<everything>();
    }
}

/// The same table may be written by several readers.
#[connector(main = false)]
impl Shop {
    async fn orders(&self, rows: &mut Rows<Order>, lines: &mut Rows<crate::Line>) -> Result<()> {
        rows.upsert(Order { id: 7 }).await?;
        lines.upsert(Line { id: 7 }).await
    }

    async fn lines(&self, rows: &mut Rows<Line>) -> Result<()> {
        let _ = (rows, self.url());
        Ok(())
    }

    #[check("The token is accepted")]
    async fn token_is_accepted(&self) -> Result<(), std::fmt::Error> {
        Ok(())
    }

    #[tables]
    async fn tables(&self) -> Result<Vec<TableSpec>> {
        Ok(Vec::new())
    }

    fn url(&self) -> String {
        of_a_function::checked();
        self.token.expose().to_owned()
    }
}

fn main() {
    of_a_function::is_a_connector::<Shop>();
}
