//! Templates and rules, compiled together.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::behaviours::{Behaviour, FALLBACKS};
use super::dress::Dress;
use super::engine::Engine;
use super::error::Error;
use super::rules::{Rule, Rules};
use super::say::languages;
use super::sources::Sources;
use crate::wording::Wording;

/// Templates that dress what is not an element, as often as elements are.
const PARTS: [&str; 2] = ["parts/entry.html", "parts/group.html"];

/// A set of templates with its rules, speaking one language.
#[derive(Debug)]
pub struct TemplateSet {
    /// The compiled templates.
    pub engine: Engine,
    /// In which words program and templates speak.
    pub wording: Arc<Wording>,
    /// [`Sources::fingerprint`].
    pub fingerprint: u64,
    wardrobes: Arc<Wardrobes>,
}

/// What is the same in all languages.
#[derive(Debug)]
struct Wardrobes {
    rules: Rules,
    dresses: Vec<Dress>,
    by_name: FxHashMap<String, usize>,
    call: &'static str,
}

/// What can dress the elements of one name.
#[derive(Clone, Copy, Debug)]
pub struct Wardrobe<'a> {
    rules: &'a [Rule],
    own: Option<usize>,
    behaviour: Option<Behaviour>,
    set: &'a TemplateSet,
}

impl TemplateSet {
    /// Compiles `sources`, once for all languages, by their tags; `strict` makes
    /// printing what is not there an error.
    ///
    /// # Errors
    /// The first template, rule or message that cannot be used.
    pub fn all(sources: &Sources, strict: bool) -> Result<BTreeMap<String, Arc<Self>>, Error> {
        let given = &sources.templates;
        let mut templates: BTreeMap<String, String> = given.clone();
        for (name, text) in FALLBACKS {
            templates
                .entry((*name).to_owned())
                .or_insert_with(|| (*text).to_owned());
        }
        let engine = Engine::new(&templates, &sources.assets, strict)?;
        let rules = Rules::new(&sources.rules, |name| templates.contains_key(name))?;
        let elements = templates
            .iter()
            .filter(|(name, _)| name.starts_with("elements/") || PARTS.contains(&name.as_str()));
        let dresses: Vec<Dress> = elements
            .map(|(name, text)| Dress::new(&engine, name, text))
            .collect();
        let by_name = dresses.iter().enumerate();
        let by_name = by_name
            .map(|(at, dress)| (dress.template.clone(), at))
            .collect();
        let (own, anchor) = ("elements/_note-call.html", "elements/anchor.html");
        let use_anchor = given.contains_key(anchor) && !given.contains_key(own);
        let wardrobes = Arc::new(Wardrobes {
            rules,
            dresses,
            by_name,
            call: if use_anchor { anchor } else { own },
        });
        let fingerprint = sources.fingerprint();
        let wordings = sources.wordings()?.into_iter();
        let wordings: BTreeMap<String, Arc<Wording>> = wordings
            .map(|(tag, wording)| (tag, Arc::new(wording)))
            .collect();
        let languages = languages(wordings.values());
        let set = |(tag, wording): (String, Arc<Wording>)| {
            let set = Self {
                engine: engine.speaking(&wording, &languages),
                wording,
                fingerprint,
                wardrobes: wardrobes.clone(),
            };
            (tag, Arc::new(set))
        };
        Ok(wordings.into_iter().map(set).collect())
    }

    /// The template for the call of a note that has no element of its own.
    pub fn call(&self) -> usize {
        self.named(self.wardrobes.call)
    }

    /// The template with this name, which is known to be there.
    pub fn named(&self, name: &str) -> usize {
        self.wardrobes
            .by_name
            .get(name)
            .copied()
            .unwrap_or_default()
    }

    /// Whether there is a template with this name.
    pub fn has(&self, name: &str) -> bool {
        self.wardrobes.by_name.contains_key(name)
    }

    /// What a template reads.
    pub fn dress(&self, at: usize) -> &Dress {
        &self.wardrobes.dresses[at]
    }

    /// What can dress the TEI elements of this name.
    pub fn wardrobe(&self, name: &str) -> Wardrobe<'_> {
        let own = format!("elements/{name}.html");
        let own = self.wardrobes.by_name.get(&own).copied();
        // `_block` is a behaviour, not an element.
        let own = own.filter(|_| !name.starts_with('_'));
        Wardrobe {
            rules: self.wardrobes.rules.of(name),
            own,
            behaviour: Behaviour::of_name(name),
            set: self,
        }
    }
}

impl Wardrobe<'_> {
    /// The template for `element`; `is_broken` says whether it, or something in it,
    /// stands on lines of its own.
    pub fn choose(&self, element: crate::xml::Element<'_>, is_broken: bool) -> usize {
        let rule = self.rules.iter().find(|rule| rule.matches(element));
        if let Some(rule) = rule {
            return self.set.named(&rule.template);
        }
        self.own.unwrap_or_else(|| {
            let behaviour = Behaviour::of(element, self.behaviour, is_broken);
            self.set.named(behaviour.template())
        })
    }
}
