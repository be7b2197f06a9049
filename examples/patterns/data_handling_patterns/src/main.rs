//! Three shapes for nested data: more columns, a table of children, a JSON column.
//!
//! The Python original leaves a child that vanished from its parent's list in the table; here it is deleted.

use connector_sdk::prelude::*;

/// A person as the source sends it.
#[derive(Deserialize)]
struct Source {
    id: i64,
    name: String,
    address: Option<Address>,
    orders: Vec<SourceOrder>,
    settings: serde_json::Value,
}

#[derive(Deserialize)]
struct Address {
    street: String,
    city: String,
}

#[derive(Deserialize)]
struct SourceOrder {
    article: String,
    pieces: i32,
}

#[connector]
async fn data_handling_patterns(
    flat: &mut Rows<FlatPerson>,
    people: &mut Rows<Person>,
    orders: &mut Rows<PersonOrder>,
    json: &mut Rows<JsonPerson>,
) -> Result<()> {
    let source: Vec<Source> = serde_json::from_str(include_str!("people.json"))?;
    flatten(&source, flat).await?;
    child_table(&source, people, orders).await?;
    json_column(&source, json).await
}

/// An object with known members: each member is a column of the same row.
#[table(primary_key = id)]
struct FlatPerson {
    id: i64,
    name: String,
    street: Option<String>,
    city: Option<String>,
}

async fn flatten(source: &[Source], rows: &Rows<FlatPerson>) -> Result<()> {
    for Source { id, name, address, .. } in source {
        let (street, city) = address.as_ref().map(|address| (address.street.clone(), address.city.clone())).unzip();
        rows.upsert(FlatPerson { id: *id, name: name.clone(), street, city }).await?;
    }
    Ok(())
}

#[table(primary_key = id)]
struct Person {
    id: i64,
    name: String,
}

/// A list of objects: each one is a row of another table, whose key starts with that of the parent.
#[table(primary_key = (person, line))]
struct PersonOrder {
    person: i64,
    line: i32,
    article: String,
    pieces: i32,
}

async fn child_table(source: &[Source], people: &Rows<Person>, orders: &Rows<PersonOrder>) -> Result<()> {
    // A line that is no longer in its list is not upserted again, and so stays deleted.
    orders.truncate().await?;
    for person in source {
        people.upsert(Person { id: person.id, name: person.name.clone() }).await?;
        for (line, SourceOrder { article, pieces }) in (1..).zip(&person.orders) {
            let order = PersonOrder { person: person.id, line, article: article.clone(), pieces: *pieces };
            orders.upsert(order).await?;
        }
    }
    Ok(())
}

/// Anything else: a JSON column takes every shape, and the warehouse's JSON functions look into it.
#[table(primary_key = id)]
struct JsonPerson {
    id: i64,
    name: String,
    settings: serde_json::Value,
}

async fn json_column(source: &[Source], rows: &Rows<JsonPerson>) -> Result<()> {
    for Source { id, name, settings, .. } in source {
        rows.upsert(JsonPerson { id: *id, name: name.clone(), settings: settings.clone() }).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
