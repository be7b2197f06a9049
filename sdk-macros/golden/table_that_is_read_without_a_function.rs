// The author writes:
//
//     #[table(primary_key = id, cursor = updated_at)]
//     #[paginate(style = "offset", path = "users?order_by=updatedAt", records = "/data", limit = 50, total = "/total")]
//     #[since(param = "updated_since", inclusive, ordered)]
//     #[derive(Deserialize)]
//     struct User {
//         id: i64,
//         updated_at: DateTime<Utc>,
//     }
//
// and the program contains:

#[derive(Deserialize)]
struct User {
    id: i64,
    updated_at: DateTime<Utc>,
}
/// The primary key of [`User`].
#[allow(dead_code, private_interfaces)]
struct UserKey {
    /// The column `id`.
    id: i64,
}
/// The primary key of [`User`] and the columns to change.
#[allow(dead_code, private_interfaces)]
struct UserUpdate {
    id: i64,
    updated_at: ::core::option::Option<DateTime<Utc>>,
}
#[allow(dead_code, private_bounds, private_interfaces)]
impl UserUpdate {
    /// The row of this key, with no column to change yet.
    fn new(id: i64) -> Self {
        Self {
            id,
            updated_at: ::core::option::Option::None,
        }
    }
    /// Changes the column `updated_at`.
    fn updated_at(
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
    impl __sdk::Table for User {
        const NAME: &'static str = "user";
        fn spec() -> __sdk::TableSpec {
            __sdk::TableSpec::new("user")
                .column(<i64 as __sdk::KeyColumn>::spec("id"))
                .column(<DateTime<Utc> as __sdk::CursorColumn>::spec("updated_at"))
                .primary_key(["id"])
                .cursor("updated_at")
        }
        fn write(self, row: &mut __sdk::RowWriter<'_>) -> __sdk::Result<()> {
            <i64 as __sdk::KeyColumn>::write_cell(self.id, row)?;
            <DateTime<Utc> as __sdk::CursorColumn>::write_cell(self.updated_at, row)?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl __sdk::Keyed for User {
        type Key = UserKey;
        type Update = UserUpdate;
    }
    #[automatically_derived]
    impl ::core::convert::From<i64> for UserKey {
        fn from(id: i64) -> Self {
            Self { id }
        }
    }
    #[automatically_derived]
    impl __sdk::PartialRow for UserKey {
        fn write(self, row: &mut __sdk::RowWriter<'_>) -> __sdk::Result<()> {
            <i64 as __sdk::KeyColumn>::write_cell(self.id, row)?;
            row.skip();
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl __sdk::PartialRow for UserUpdate {
        fn write(self, row: &mut __sdk::RowWriter<'_>) -> __sdk::Result<()> {
            <i64 as __sdk::KeyColumn>::write_cell(self.id, row)?;
            <DateTime<Utc> as __sdk::CursorColumn>::write_given(self.updated_at, row)?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl __sdk::Incremental for User {
        type Cursor = DateTime<Utc>;
        fn cursor(&self) -> &Self::Cursor {
            &self.updated_at
        }
    }
    #[automatically_derived]
    impl<__Config: __sdk::reader::Source> __sdk::reader::Readable<__Config> for User {
        fn stage() -> __sdk::reader::Stage<
            __Config,
            (),
            impl __sdk::paginate::Paginate,
            Self,
        > {
            __sdk::reader::Stage::new(
                    <User as __sdk::Table>::NAME,
                    |__config: &__Config| {
                        let _ = __config;
                        __sdk::paginate::offset().limit(50).total("/total")
                    },
                    |
                        __config: ::std::sync::Arc<__Config>,
                        __parent: __sdk::reader::Parent<()>,
                        __input|
                    ::std::boxed::Box::pin(async move {
                        let _ = __parent;
                        let request = __sdk::reader::Source::http(&*__config)
                            .get("users?order_by=updatedAt")
                            .page(__input.page());
                        let since = __input.since::<User>()?;
                        let request = request.query("updated_since", &since);
                        <User as __sdk::reader::Fetched>::fetch(request, "/data").await
                    }),
                )
                .since(|__config: &__Config, __rules| __rules.inclusive().ordered())
        }
    }
};
