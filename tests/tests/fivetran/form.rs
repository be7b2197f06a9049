//! The set-up form, its tests and the schema.

use connector_sdk::protocol::fivetran::proto::form_field::Type;
use connector_sdk::protocol::fivetran::proto::schema_response::Response;
use connector_sdk::protocol::fivetran::proto::update_response::Operation;
use connector_sdk::protocol::fivetran::proto::value_type::Inner;
use connector_sdk::protocol::fivetran::proto::visibility_condition::VisibleWhen;
use connector_sdk::protocol::fivetran::proto::{DataType, FormField, TextField, UpdateRequest};

use crate::client::{Served, connect, texts};
use crate::connectors::{Settings, Shop, all_types, surprises};

const GOOD: &[(&str, &str)] =
    &[("address", "https://x"), ("token", "right-token"), ("auth", "token"), ("verbose", "false")];

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = GOOD.iter().filter(|(key, _)| changes.iter().all(|(changed, _)| changed != key));
    kept.chain(changes).copied().collect()
}

fn group(field: &FormField) -> (String, VisibleWhen, Vec<&str>) {
    let Some(Type::ConditionalFields(group)) = &field.r#type else { panic!("{field:?} is no group") };
    let condition = group.condition.clone().unwrap();
    let names = group.fields.iter().map(|field| field.name.as_str()).collect();
    (condition.condition_field, condition.visible_when.unwrap(), names)
}

/// Every message of the form, field by field: read the golden like the form itself.
#[tokio::test(flavor = "multi_thread")]
async fn the_form_is_the_golden_one() {
    let mut served = Served::of::<Settings>().await;
    let form = format!("{:#?}\n", served.form().await);
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fivetran/form.golden");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(golden, &form).unwrap();
    }
    let expected = std::fs::read_to_string(golden).unwrap();
    assert!(form == expected, "the form changed; look, then set UPDATE_GOLDENS=1:\n{form}");
}

/// What the golden holds, where a reader could miss it.
#[tokio::test(flavor = "multi_thread")]
async fn the_form_asks_for_every_field() {
    let mut served = Served::of::<Settings>().await;
    let form = served.form().await;
    let names: Vec<_> = form.fields.iter().map(|field| field.name.as_str()).collect();
    let expected = ["address", "token", "auth", "auth_is_basic", "page_size", "verbose", "verbose_is_true", "key_file"];
    assert_eq!(names, expected);
    let [address, token, auth, basic, _, _, loud, key_file] = &form.fields[..] else { panic!() };
    assert_eq!(address.r#type, Some(Type::TextField(TextField::PlainText.into())));
    assert_eq!(token.r#type, Some(Type::TextField(TextField::Password.into())));
    let Some(Type::DescriptiveDropdownFields(ways)) = &auth.r#type else { panic!("{auth:?}") };
    let ways: Vec<_> = ways.descriptive_dropdown_field.iter().map(|way| (&*way.value, &*way.description)).collect();
    assert_eq!(ways, [("token", "A token that never ends."), ("basic", "Name and password.")]);
    assert_eq!(group(basic), ("auth".to_owned(), VisibleWhen::StringValue("basic".to_owned()), vec!["password"]));
    assert_eq!(group(loud), ("verbose".to_owned(), VisibleWhen::BoolValue(true), vec!["detail"]));
    let Some(Type::UploadField(files)) = &key_file.r#type else { panic!("{key_file:?}") };
    assert_eq!(files.allowed_file_type, [".pem", ".key"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_uploaded_file_arrives_as_base64() {
    let mut served = Served::of::<Settings>().await;
    // "hello" as Fivetran sends a file.
    let configuration = texts(&with(&[("key_file", "aGVsbG8=")]));
    let (operations, status) = served.sync(UpdateRequest { configuration, ..UpdateRequest::default() }).await;
    assert!(status.is_none(), "{status:?}");
    let Some(Operation::Records(records)) = operations.first() else { panic!("{operations:?}") };
    let Some(Inner::String(name)) = &records.records[0].data["name"].inner else { panic!("{records:?}") };
    assert_eq!(name, "https://x 100 hello");

    let failure = served.test("configuration", &with(&[("key_file", "@/etc/hostname")])).await.unwrap();
    assert!(failure.contains("`key_file` must be the content of a file as Base64"), "{failure}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tests_say_what_is_wrong_and_the_server_lives_on() {
    let mut served = Served::of::<Settings>().await;
    assert_eq!(served.test("configuration", GOOD).await, None);
    assert_eq!(served.test("token_is_accepted", GOOD).await, None);

    let failure = served.test("configuration", &[("adress", "x"), ("page_size", "many")]).await.unwrap();
    for part in ["`address` is missing", "`token` is missing", "`page_size` must be", "did you mean `address`?"] {
        assert!(failure.contains(part), "no {part}: {failure}");
    }
    let failure = served.test("token_is_accepted", &with(&[("token", "wrong-token")])).await.unwrap();
    assert!(failure.starts_with("the token `***` was refused; renew"), "{failure}");
    let failure = served.test("token_is_accepted", &with(&[("token", "panic-token")])).await.unwrap();
    assert!(failure.starts_with("the connector panicked"), "{failure}");
    let failure = served.test("conect", GOOD).await.unwrap();
    assert_eq!(failure, "there is no test `conect`; ask for `configuration`, `token_is_accepted`");
    // A group's name may come back with a value of its own.
    assert_eq!(served.test("configuration", &with(&[("auth_is_basic", "x")])).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_names_types_keys_and_digits() {
    let mut served = Served::of::<all_types>().await;
    let schema = served.schema(&[]).await.unwrap();
    assert_eq!(schema.selection_not_supported, Some(false));
    let Some(Response::WithoutSchema(list)) = schema.response else { panic!() };
    let [table] = &list.tables[..] else { panic!("{list:?}") };
    let columns: Vec<_> = table.columns.iter().map(|column| (&*column.name, column.r#type())).collect();
    assert_eq!(
        columns,
        [
            ("id", DataType::Long),
            ("boolean", DataType::Boolean),
            ("short", DataType::Short),
            ("int", DataType::Int),
            ("decimal", DataType::Decimal),
            ("float", DataType::Float),
            ("double", DataType::Double),
            ("day", DataType::NaiveDate),
            ("local", DataType::NaiveDatetime),
            ("instant", DataType::UtcDatetime),
            ("bytes", DataType::Binary),
            ("xml", DataType::Xml),
            ("text", DataType::String),
            ("nested", DataType::Json),
            ("nothing", DataType::String),
        ]
    );
    assert!(table.columns.iter().all(|column| column.primary_key == (column.name == "id")));
    let with_params: Vec<_> = table.columns.iter().filter_map(|column| column.params.as_ref()).collect();
    assert_eq!(
        format!("{with_params:?}"),
        "[DataTypeParams { params: Some(Decimal(DecimalParams { precision: 38, scale: 10 })) }]"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn schemas_are_told_where_there_are_some() {
    let mut served = Served::of::<Shop>().await;
    assert!(served.form().await.schema_selection_supported);
    let Some(Response::WithSchema(list)) = served.schema(&[]).await.unwrap().response else { panic!() };
    let tables: Vec<_> = list
        .schemas
        .iter()
        .flat_map(|schema| schema.tables.iter().map(|table| format!("{}.{}", schema.name, table.name)))
        .collect();
    assert_eq!(tables, ["sales.order", "sales.order_line", "audit.event"]);

    let mut served = Served::of::<surprises>().await;
    let schema = served.schema(&[]).await.unwrap();
    assert_eq!(schema.response, Some(Response::SchemaResponseNotSupported(true)));
    assert_eq!(schema.selection_not_supported, Some(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_without_a_configuration_is_refused_and_the_server_lives_on() {
    let mut served = Served::of::<Settings>().await;
    let status = served.schema(&[]).await.unwrap_err();
    assert_eq!(status.code(), tonic::Code::InvalidArgument);
    assert!(status.message().contains("`token` is missing"), "{status:?}");
    assert!(served.schema(GOOD).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_listens_on_both_families() {
    let served = Served::of::<Shop>().await;
    let families =
        if std::net::TcpListener::bind("[::1]:0").is_ok() { vec!["127.0.0.1", "[::1]"] } else { vec!["127.0.0.1"] };
    for host in families {
        let grpc = connect(host, served.port).await;
        let mut other =
            Served { grpc, port: served.port, stop: served.stop.clone(), ended: tokio::spawn(async { Ok(()) }) };
        assert_eq!(other.form().await.tests.len(), 2, "{host}");
    }
}
