// The author writes:
//
//     /// An order, paid or not.
//     #[table(primary_key = id, cursor = updated_at)]
//     pub struct Order {
//         /// Given by the shop.
//         pub id: i64,
//         pub total: Decimal,
//         pub note: Option<String>,
//         pub updated_at: DateTime<Utc>,
//     }
//
// and the program contains:

/// An order, paid or not.
pub struct Order {
    /// Given by the shop.
    pub id: i64,
    pub total: Decimal,
    pub note: Option<String>,
    pub updated_at: DateTime<Utc>,
}
/// The primary key of [`Order`].
#[allow(dead_code, private_interfaces)]
pub struct OrderKey {
    /// The column `id`.
    pub id: i64,
}
/// The primary key of [`Order`] and the columns to change.
#[allow(dead_code, private_interfaces)]
pub struct OrderUpdate {
    id: i64,
    total: ::core::option::Option<Decimal>,
    note: ::core::option::Option<Option<String>>,
    updated_at: ::core::option::Option<DateTime<Utc>>,
}
#[allow(dead_code, private_bounds, private_interfaces)]
impl OrderUpdate {
    /// The row of this key, with no column to change yet.
    pub fn new(id: i64) -> Self {
        Self {
            id,
            total: ::core::option::Option::None,
            note: ::core::option::Option::None,
            updated_at: ::core::option::Option::None,
        }
    }
    /// Changes the column `total`.
    pub fn total(mut self, total: impl ::core::convert::Into<Decimal>) -> Self {
        self.total = ::core::option::Option::Some(
            <_ as ::core::convert::Into<Decimal>>::into(total),
        );
        self
    }
    /// Changes the column `note`.
    pub fn note(mut self, note: impl ::core::convert::Into<Option<String>>) -> Self {
        self.note = ::core::option::Option::Some(
            <_ as ::core::convert::Into<Option<String>>>::into(note),
        );
        self
    }
    /// Changes the column `updated_at`.
    pub fn updated_at(
        mut self,
        updated_at: impl ::core::convert::Into<DateTime<Utc>>,
    ) -> Self {
        self.updated_at = ::core::option::Option::Some(
            <_ as ::core::convert::Into<DateTime<Utc>>>::into(updated_at),
        );
        self
    }
}
const _: () = {
    use ::connector_sdk::__private as __sdk;
    #[automatically_derived]
    impl __sdk::Table for Order {
        const NAME: &'static str = "order";
        fn spec() -> __sdk::TableSpec {
            __sdk::TableSpec::new("order")
                .describe("An order, paid or not.")
                .column(
                    <i64 as __sdk::KeyColumn>::spec("id").describe("Given by the shop."),
                )
                .column(<Decimal as __sdk::Column>::spec("total"))
                .column(<Option<String> as __sdk::Column>::spec("note"))
                .column(<DateTime<Utc> as __sdk::CursorColumn>::spec("updated_at"))
                .primary_key(["id"])
                .cursor("updated_at")
        }
        fn write(self, row: &mut __sdk::RowWriter<'_>) -> __sdk::Result<()> {
            <i64 as __sdk::KeyColumn>::write_cell(self.id, row)?;
            <Decimal as __sdk::Column>::write_cell(self.total, row)?;
            <Option<String> as __sdk::Column>::write_cell(self.note, row)?;
            <DateTime<Utc> as __sdk::CursorColumn>::write_cell(self.updated_at, row)?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl __sdk::Keyed for Order {
        type Key = OrderKey;
        type Update = OrderUpdate;
    }
    #[automatically_derived]
    impl ::core::convert::From<i64> for OrderKey {
        fn from(id: i64) -> Self {
            Self { id }
        }
    }
    #[automatically_derived]
    impl __sdk::PartialRow for OrderKey {
        fn write(self, row: &mut __sdk::RowWriter<'_>) -> __sdk::Result<()> {
            <i64 as __sdk::KeyColumn>::write_cell(self.id, row)?;
            row.skip();
            row.skip();
            row.skip();
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl __sdk::PartialRow for OrderUpdate {
        fn write(self, row: &mut __sdk::RowWriter<'_>) -> __sdk::Result<()> {
            <i64 as __sdk::KeyColumn>::write_cell(self.id, row)?;
            <Decimal as __sdk::Column>::write_given(self.total, row)?;
            <Option<String> as __sdk::Column>::write_given(self.note, row)?;
            <DateTime<Utc> as __sdk::CursorColumn>::write_given(self.updated_at, row)?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl __sdk::Incremental for Order {
        type Cursor = DateTime<Utc>;
        fn cursor(&self) -> &Self::Cursor {
            &self.updated_at
        }
    }
};
