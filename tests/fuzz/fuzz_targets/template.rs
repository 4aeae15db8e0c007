//! Whatever a template and a text are, rendering ends in Typst source or in a finding.
//!
//! The input is a template, then a NUL, then the text.

#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use shiryo::typeset::template::{Template, Templates};

fuzz_target!(|input: &str| {
    let (template, text) = input.split_once('\0').unwrap_or((input, ""));
    let template = Template::new(template.to_owned(), "a.typ.j2".to_owned(), true);
    let templates = Templates { files: BTreeMap::from([("a.typ.j2".to_owned(), template)]) };
    drop(templates.render("a", &BTreeMap::from([("text", text), ("label", "資料1")])));
});
