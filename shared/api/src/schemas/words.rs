//! Words that many schemas share: ids, languages, texts, properties, channels and days.

use std::collections::BTreeMap;

use utoipa::PartialSchema;
use utoipa::ToSchema;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Type};
use utoipa::openapi::{Object, Ref, RefOr, Schema};

/// Your own id for a survey, a person or a segment: never contact data.
#[derive(ToSchema)]
#[schema(pattern = r"^[A-Za-z0-9._:-]{1,64}$")]
pub struct ClientId(String);

#[derive(ToSchema)]
#[schema(pattern = r"^dsp_[0-9a-f]{32}$")]
pub struct DispatchId(String);

#[derive(ToSchema)]
#[schema(pattern = r"^rol_[0-9a-f]{32}$")]
pub struct RollupId(String);

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Locale {
    En,
    Lv,
    Lt,
    Ru,
}

/// A text by language.
#[derive(ToSchema)]
pub struct Texts(BTreeMap<String, String>);

/// A sender's name for everybody, or one by language.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum SenderName {
    /// For everybody.
    Everybody(ShortName),
    /// By language.
    Texts(Texts),
}

/// A name.
#[derive(ToSchema)]
#[schema(min_length = 1, max_length = 100)]
pub struct ShortName(String);

/// A name for everybody, or one by language.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum NameOrTexts {
    /// For everybody.
    Everybody(Name),
    /// By language.
    Texts(Texts),
}

/// A name.
#[derive(ToSchema)]
#[schema(min_length = 1, max_length = 200)]
pub struct Name(String);

/// A text, a whole number or a boolean.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum PropertyValue {
    Text(String),
    Number(i64),
    Flag(bool),
}

/// A word or a whole number.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum WordOrNumber {
    Word(String),
    Number(i64),
}

/// A local day.
#[derive(ToSchema)]
#[schema(format = Date)]
pub struct Date(String);

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum AddressChannel {
    Email,
    Sms,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum SendChannel {
    Email,
    Sms,
    Link,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum MessageKind {
    Invitation,
    Reminder,
}

/// An object of at most so many members of one kind; utoipa's derive knows no `maxProperties` for maps.
fn map(most: usize, about: &str, of: RefOr<Schema>) -> RefOr<Schema> {
    let map = ObjectBuilder::new().schema_type(Type::Object).description(Some(about)).max_properties(Some(most));
    map.additional_properties(Some(AdditionalProperties::RefOr(of))).build().into()
}

/// What is known of a person, a dispatch or an answer beside its own fields.
pub struct Properties(BTreeMap<String, PropertyValue>);

impl ToSchema for Properties {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        PropertyValue::schemas(schemas);
    }
}

impl PartialSchema for Properties {
    fn schema() -> RefOr<Schema> {
        let about = "At most 20, each a string of at most 256 characters, a whole number or a boolean.";
        map(20, about, PropertyValue::schema())
    }
}

/// Texts of your own in the place of the default ones.
pub struct TextOverrides(BTreeMap<String, Texts>);

impl ToSchema for TextOverrides {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Texts::name().into_owned(), Texts::schema()));
    }
}

impl PartialSchema for TextOverrides {
    fn schema() -> RefOr<Schema> {
        let about = "Texts of your own in the place of the default ones, by the id of the text, each in the languages that \
                     you write it in; docs/surveys.md lists the ids. `unknown_text` for others. `{company}` and the names \
                     that the default text takes are filled in.";
        map(100, about, Ref::from_schema_name(Texts::name()).into())
    }
}

/// `true`, where a field is there and true or not there at all.
pub fn always() -> Object {
    ObjectBuilder::new().schema_type(Type::Boolean).enum_values(Some([true])).build()
}

/// `null`, where a value is kept back.
pub fn nothing() -> Object {
    ObjectBuilder::new().schema_type(Type::Null).build()
}

/// `ok`.
pub fn ok() -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["ok"])).build()
}
