//! What does a template of an element receive?
//!
//! The variables of docs/templates.md, made only as far as the template reads
//! them.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use minijinja::value::{Enumerator, Object, ObjectRepr, Serde, Value};
use serde::{Serialize, Serializer};

/// The variables of one element.
#[derive(Debug)]
pub struct Variables {
    /// HTML of the children.
    pub content: Value,
    /// `element`.
    pub element: Value,
    /// `unit`.
    pub unit: Value,
    /// `parts`.
    pub parts: Value,
    /// `entry`.
    pub entry: Value,
    /// `note`.
    pub note: Value,
    /// `figure`.
    pub figure: Value,
    /// `href`.
    pub href: Value,
    /// `points`.
    pub points: Value,
}

impl Default for Variables {
    fn default() -> Self {
        let none = || Value::from(());
        Self {
            content: none(),
            element: none(),
            unit: none(),
            parts: none(),
            entry: none(),
            note: none(),
            figure: none(),
            href: none(),
            points: none(),
        }
    }
}

impl Object for Variables {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let value = match key {
            "content" => &self.content,
            "element" => &self.element,
            "unit" => &self.unit,
            "parts" => &self.parts,
            "entry" => &self.entry,
            "note" => &self.note,
            "figure" => &self.figure,
            "href" => &self.href,
            "points" => &self.points,
            _ => return None,
        };
        Some(value.clone())
    }
}

/// A handful of named values. A name that may be there but is not gives none;
/// `open` tells whether any name may be (as with attributes).
#[derive(Debug, Default)]
pub struct Named {
    values: Vec<(Cow<'static, str>, Value)>,
    open: bool,
}

impl Named {
    /// Exactly these names.
    pub fn closed(values: Vec<(&'static str, Value)>) -> Value {
        let values = values.into_iter();
        Value::from_object(Self {
            values: values.map(|(name, value)| (name.into(), value)).collect(),
            open: false,
        })
    }

    /// These names, and none for every other.
    pub fn open(values: Vec<(String, Value)>) -> Value {
        let values = values.into_iter();
        Value::from_object(Self {
            values: values.map(|(name, value)| (name.into(), value)).collect(),
            open: true,
        })
    }
}

impl Object for Named {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let found = self.values.iter().find(|(name, _)| name == key);
        let value = found.map(|(_, value)| value.clone());
        value.or_else(|| self.open.then(|| Value::from(())))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(
            self.values
                .iter()
                .map(|(name, _)| Value::from(name.as_ref()))
                .collect(),
        )
    }
}

/// A list that becomes values only as far as a template asks for it.
#[derive(Clone, Debug)]
pub struct Lazy<T>(Arc<Vec<T>>);

impl<T> Lazy<T> {
    /// Of these.
    pub fn new(items: Vec<T>) -> Self {
        Self(Arc::new(items))
    }
}

impl<T> Deref for Lazy<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Serialize + fmt::Debug + Send + Sync + 'static> Serialize for Lazy<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value::from_object(List(self.0.clone())).serialize(serializer)
    }
}

#[derive(Debug)]
struct List<T>(Arc<Vec<T>>);

impl<T: Serialize + fmt::Debug + Send + Sync + 'static> Object for List<T> {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let item = self.0.get(key.as_usize()?)?;
        Some(Value::from(Serde(item)))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.0.len())
    }
}

/// HTML as a value that is not escaped again.
pub fn html(html: impl Into<String>) -> Value {
    Value::from_safe_string(html.into())
}

/// A value that may be absent.
pub fn optional(value: Option<impl Into<Value>>) -> Value {
    value.map_or(Value::from(()), Into::into)
}
