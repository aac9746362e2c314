//! Which names does the schema tell apart?
//!
//! Every name that a schema spells has a class of its own; all other names of a
//! namespace that it spells share one, and so do all names of all other
//! namespaces. A document can hold as many names as it likes: there are never
//! more classes than these.

use rustc_hash::FxHashMap;

/// Names that the schema treats alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Class(pub u32);

/// Names in namespaces that the schema does not spell.
pub(super) const ELSEWHERE: Class = Class(0);

/// All classes of a schema.
#[derive(Debug)]
pub(super) struct Names {
    namespaces: FxHashMap<Box<str>, Namespace>,
    /// Namespace and local name of each class; `None` for "all others".
    spelled: Vec<(Box<str>, Option<Box<str>>)>,
}

#[derive(Debug)]
struct Namespace {
    others: Class,
    locals: FxHashMap<Box<str>, Class>,
    /// In the order in which they were met, `others` first.
    classes: Vec<Class>,
}

/// A set of classes: these, or all but these; sorted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ClassSet {
    all_but: bool,
    classes: Vec<Class>,
}

/// A name class as it is written (RELAX NG §3), simplified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NameClass {
    Name(Class),
    /// All names of a namespace, without those of the other class.
    Namespace(Box<str>, Option<Box<NameClass>>),
    Any(Option<Box<NameClass>>),
    Choice(Vec<NameClass>),
}

impl Names {
    pub fn new() -> Self {
        Self {
            namespaces: FxHashMap::default(),
            spelled: vec![("".into(), None)],
        }
    }

    /// How many classes there are.
    pub fn len(&self) -> usize {
        self.spelled.len()
    }

    /// The class of a name that the schema spells.
    pub fn spell(&mut self, namespace: &str, local: &str) -> Class {
        self.spell_namespace(namespace);
        let next = Class(self.spelled.len() as u32);
        let Some(entry) = self.namespaces.get_mut(namespace) else {
            return ELSEWHERE;
        };
        if let Some(&known) = entry.locals.get(local) {
            return known;
        }
        entry.locals.insert(local.into(), next);
        entry.classes.push(next);
        self.spelled.push((namespace.into(), Some(local.into())));
        next
    }

    /// Remembers a namespace that the schema spells.
    pub fn spell_namespace(&mut self, namespace: &str) {
        if self.namespaces.contains_key(namespace) {
            return;
        }
        let others = Class(self.spelled.len() as u32);
        self.spelled.push((namespace.into(), None));
        let entry = Namespace {
            others,
            locals: FxHashMap::default(),
            classes: vec![others],
        };
        self.namespaces.insert(namespace.into(), entry);
    }

    /// The class of any name.
    pub fn class(&self, namespace: &str, local: &str) -> Class {
        match self.namespaces.get(namespace) {
            None => ELSEWHERE,
            Some(entry) => *entry.locals.get(local).unwrap_or(&entry.others),
        }
    }

    /// Whether the schema spells this namespace.
    pub fn knows_namespace(&self, namespace: &str) -> bool {
        self.namespaces.contains_key(namespace)
    }

    /// Namespace and local name, if the class is that of one name.
    pub fn name(&self, class: Class) -> Option<(&str, &str)> {
        let (namespace, local) = self.spelled.get(class.0 as usize)?;
        Some((namespace, local.as_deref()?))
    }

    /// The set that a name class stands for.
    pub fn set(&self, class: &NameClass) -> ClassSet {
        match class {
            NameClass::Name(class) => ClassSet::of(vec![*class]),
            NameClass::Namespace(namespace, except) => {
                let entry = self.namespaces.get(namespace);
                let classes = entry.map(|entry| entry.classes.clone()).unwrap_or_default();
                self.without(ClassSet::of(classes), except.as_deref())
            }
            NameClass::Any(except) => {
                let all = ClassSet {
                    all_but: true,
                    classes: Vec::new(),
                };
                self.without(all, except.as_deref())
            }
            NameClass::Choice(choices) => choices
                .iter()
                .map(|choice| self.set(choice))
                .fold(ClassSet::of(Vec::new()), |all, one| all.or(&one)),
        }
    }

    fn without(&self, set: ClassSet, except: Option<&NameClass>) -> ClassSet {
        match except {
            None => set,
            Some(except) => set.not().or(&self.set(except)).not(),
        }
    }
}

impl ClassSet {
    /// The set of these classes.
    pub fn of(mut classes: Vec<Class>) -> Self {
        classes.sort_unstable();
        classes.dedup();
        Self {
            all_but: false,
            classes,
        }
    }

    /// Whether `class` is in it.
    pub fn contains(&self, class: Class) -> bool {
        self.classes.binary_search(&class).is_ok() != self.all_but
    }

    /// The classes in it, unless there is no end to them.
    pub fn classes(&self) -> Option<&[Class]> {
        (!self.all_but).then_some(&self.classes)
    }

    /// Whether one class is in both.
    pub fn meets(&self, other: &Self) -> bool {
        match (self.all_but, other.all_but) {
            // "Elsewhere" is never left out by name, so two such sets meet.
            (true, true) => true,
            (false, _) => self.classes.iter().any(|&class| other.contains(class)),
            (true, false) => other.meets(self),
        }
    }

    /// What is in either.
    pub fn or(&self, other: &Self) -> Self {
        let both = || self.classes.iter().chain(&other.classes).copied();
        let classes = match (self.all_but, other.all_but) {
            (false, false) => both().collect(),
            _ => both()
                .filter(|&class| !self.contains(class) && !other.contains(class))
                .collect(),
        };
        Self {
            all_but: self.all_but || other.all_but,
            ..Self::of(classes)
        }
    }

    /// What is not in it.
    pub fn not(mut self) -> Self {
        self.all_but = !self.all_but;
        self
    }
}

impl NameClass {
    /// How precisely it says that `class` is meant: 2 by name, 1 by namespace,
    /// 0 as any name; `None` if it is not meant.
    pub fn precision(&self, class: Class, names: &Names) -> Option<u8> {
        match self {
            Self::Choice(choices) => choices
                .iter()
                .filter_map(|choice| choice.precision(class, names))
                .max(),
            simple => simple.has(class, names).then_some(match simple {
                Self::Name(_) => 2,
                Self::Namespace(..) => 1,
                _ => 0,
            }),
        }
    }

    /// Whether `class` is in the set that this stands for, without making it: this
    /// is asked for each element of a document.
    fn has(&self, class: Class, names: &Names) -> bool {
        let left_out = |except: &Option<Box<Self>>| {
            except
                .as_deref()
                .is_some_and(|except| except.has(class, names))
        };
        match self {
            Self::Name(own) => *own == class,
            Self::Namespace(namespace, except) => {
                let spelled = names.spelled.get(class.0 as usize);
                let within = spelled.is_some_and(|(own, _)| own == namespace);
                let known = class != ELSEWHERE && names.knows_namespace(namespace);
                known && within && !left_out(except)
            }
            Self::Any(except) => !left_out(except),
            Self::Choice(choices) => choices.iter().any(|choice| choice.has(class, names)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_not_spelled_share_a_class() {
        let mut names = Names::new();
        let p = names.spell("u", "p");
        assert_eq!(names.spell("u", "p"), p);
        assert_eq!(names.class("u", "p"), p);
        assert_eq!(names.class("u", "x"), names.class("u", "y"));
        assert_ne!(names.class("u", "x"), ELSEWHERE);
        assert_eq!(names.class("v", "p"), names.class("", "q"));
    }

    /// Asking for one class says what the whole set does.
    #[test]
    fn a_class_is_in_the_set_that_has_it() {
        let mut names = Names::new();
        let (p, q, r) = (
            names.spell("u", "p"),
            names.spell("u", "q"),
            names.spell("", "r"),
        );
        let namespace = |name: &str| NameClass::Namespace(name.into(), None);
        let without = NameClass::Namespace("u".into(), Some(Box::new(NameClass::Name(p))));
        let all = [
            NameClass::Name(q),
            namespace("u"),
            namespace(""),
            namespace("unknown"),
            without.clone(),
            NameClass::Any(None),
            NameClass::Any(Some(Box::new(without.clone()))),
            NameClass::Any(Some(Box::new(namespace("")))),
            NameClass::Choice(vec![without, NameClass::Name(r)]),
        ];
        let others = [names.class("u", "x"), names.class("", "x"), ELSEWHERE];
        for one in &all {
            for class in [p, q, r].into_iter().chain(others) {
                let set = names.set(one);
                assert_eq!(one.has(class, &names), set.contains(class), "{one:?}");
            }
        }
    }

    #[test]
    fn sets_are_what_name_classes_say() {
        let mut names = Names::new();
        let (p, q) = (names.spell("u", "p"), names.spell("u", "q"));
        let except = NameClass::Any(Some(Box::new(NameClass::Namespace("u".into(), None))));
        let set = names.set(&except);
        assert!(set.contains(ELSEWHERE) && !set.contains(p));
        let namespace = NameClass::Namespace("u".into(), Some(Box::new(NameClass::Name(p))));
        let other = names.set(&namespace);
        assert!(other.contains(q) && !other.contains(p));
        assert!(!set.meets(&other) && set.or(&other).contains(q));
        assert!(!set.or(&other).contains(p));
    }
}
