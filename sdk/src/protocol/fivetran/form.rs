//! The configuration's fields as the set-up form.

use super::proto;
use super::proto::form_field::Type;
use super::proto::visibility_condition::VisibleWhen;
use crate::config::{Choice, Condition, FieldKind, FieldSpec};
use crate::engine::Definition;

/// The test that every connector has: whether the configuration can be read.
pub(super) const CONFIGURATION_TEST: &str = "configuration";

/// The most bytes of an uploaded file. Keys and certificates have a few thousand.
const LARGEST_FILE: i32 = 1024 * 1024;

/// The form and the tests of a connector.
pub(super) fn form(definition: &Definition) -> proto::ConfigurationFormResponse {
    let configuration = (CONFIGURATION_TEST.to_owned(), "The configuration is complete".to_owned());
    let checks = definition.checks.iter().map(|(name, label)| (name.to_string(), label.to_string()));
    let checks = checks.filter(|(name, _)| name != CONFIGURATION_TEST);
    proto::ConfigurationFormResponse {
        schema_selection_supported: definition.tables.iter().any(|table| table.schema.is_some()),
        table_selection_supported: true,
        fields: fields(&definition.fields, None, definition.fields.len()),
        tests: std::iter::once(configuration)
            .chain(checks)
            .map(|(name, label)| proto::ConfigurationTest { name, label })
            .collect(),
    }
}

/// Whether a key of the configuration is the name of a group, which has no value.
pub(super) fn is_group(fields: &[FieldSpec], key: &str) -> bool {
    fields.iter().filter_map(|field| field.when.as_ref()).any(|condition| group_name(condition) == key)
}

fn group_name(condition: &Condition) -> String {
    format!("{}_is_{}", condition.field, condition.equals)
}

/// The fields that show under one condition, each group behind the field on which it depends.
/// Nothing is deeper than there are fields; a circle of conditions shows nowhere.
fn fields(all: &[FieldSpec], under: Option<&Condition>, depth: usize) -> Vec<proto::FormField> {
    let mut shown = Vec::new();
    for spec in all.iter().filter(|spec| spec.when.as_ref() == under) {
        shown.push(field(spec));
        let mut groups: Vec<&Condition> = Vec::new();
        for condition in all.iter().filter_map(|other| other.when.as_ref()) {
            if condition.field == spec.name && !groups.contains(&condition) {
                groups.push(condition);
            }
        }
        let groups = groups.into_iter().filter(|_| depth > 0);
        shown.extend(groups.map(|condition| group(all, spec, condition, depth - 1)));
    }
    shown
}

fn group(all: &[FieldSpec], parent: &FieldSpec, condition: &Condition, depth: usize) -> proto::FormField {
    let visible_when = match parent.kind {
        FieldKind::Toggle => VisibleWhen::BoolValue(matches!(&*condition.equals, "true" | "yes" | "1" | "on")),
        _ if condition.equals.is_empty() => VisibleWhen::EmptyValue(true),
        _ => VisibleWhen::StringValue(condition.equals.to_string()),
    };
    proto::FormField {
        name: group_name(condition),
        label: parent.label.to_string(),
        r#type: Some(Type::ConditionalFields(proto::ConditionalFields {
            condition: Some(proto::VisibilityCondition {
                condition_field: condition.field.to_string(),
                visible_when: Some(visible_when),
            }),
            fields: fields(all, Some(condition), depth),
        })),
        ..proto::FormField::default()
    }
}

fn field(spec: &FieldSpec) -> proto::FormField {
    proto::FormField {
        name: spec.name.to_string(),
        label: spec.label.to_string(),
        // A field that shows only now and then is needed when it shows.
        required: Some(spec.default.is_none() && (spec.required || spec.when.is_some())),
        description: spec.description.as_ref().map(|text| text.trim().to_owned()),
        default_value: spec.default.as_ref().map(ToString::to_string),
        placeholder: spec.placeholder.as_ref().map(ToString::to_string),
        r#type: Some(field_type(&spec.kind)),
    }
}

fn field_type(kind: &FieldKind) -> Type {
    match kind {
        FieldKind::Toggle => Type::ToggleField(proto::ToggleField {}),
        FieldKind::Choice(choices) if choices.iter().any(is_explained) => {
            let described = choices.iter().map(|choice| proto::DescriptiveDropDownField {
                value: choice.value.to_string(),
                label: choice.label.to_string(),
                description: choice.description.as_deref().unwrap_or_default().to_owned(),
            });
            Type::DescriptiveDropdownFields(proto::DescriptiveDropDownFields {
                descriptive_dropdown_field: described.collect(),
            })
        }
        FieldKind::Choice(choices) => Type::DropdownField(proto::DropdownField {
            dropdown_field: choices.iter().map(|choice| choice.value.to_string()).collect(),
        }),
        FieldKind::Upload(types) => Type::UploadField(proto::UploadField {
            allowed_file_type: types.iter().map(ToString::to_string).collect(),
            max_file_size_bytes: LARGEST_FILE,
        }),
        kind if kind.is_secret() => Type::TextField(proto::TextField::Password.into()),
        _ => Type::TextField(proto::TextField::PlainText.into()),
    }
}

/// Whether there is more to a choice than its value.
fn is_explained(choice: &Choice) -> bool {
    choice.description.is_some() || choice.label != Choice::new(choice.value.clone()).label
}
