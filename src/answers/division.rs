//! Division: which opinions each division (課) is asked about, as the meeting's rules say.
//!
//! An opinion may go to several divisions. One that goes to none, and a rule or a division that
//! gets none, are reported.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::meeting::headings::Datum;
use crate::meeting::inquiry::Division;
use crate::meeting::paper::Layout;
use crate::meeting::{FILE, Field, Meeting, Numbers, Rule, identity};
use crate::records::placed::Placed;
use crate::records::record::Opinion;
use crate::say::diag::{About, Diagnostic, Diagnostics, Place, Result, Severity, nearest};
use crate::say::{self, words};

/// Most characters of a text that are said.
const SAID: usize = 20;

/// What one division is asked about.
#[derive(Debug)]
pub struct Share<'a> {
    pub division: &'a Division,
    /// In printed order, each with its number.
    pub opinions: Vec<(&'a str, &'a Opinion)>,
}

/// What a locked column of the answer sheet says of an opinion with the number `no`.
pub fn asked<'a>(meeting: &'a Meeting, column: Datum, no: &'a str, opinion: &'a Opinion) -> Cow<'a, str> {
    Cow::Borrowed(match column {
        Datum::Id => &opinion.id,
        Datum::SectionTitle => return Cow::Owned(meeting.section_name(opinion.section)),
        Datum::Category => &opinion.category,
        Datum::Subcategory => &opinion.subcategory,
        Datum::No => no,
        Datum::Source => &meeting.sources[opinion.source].heading,
        Datum::Text => &opinion.text,
        Datum::Attribution => &opinion.attribution,
        Datum::Section | Datum::Guarded | Datum::Field(_) => "",
    })
}

/// The heading of that column.
pub fn asked_heading(meeting: &Meeting, column: Datum) -> &str {
    match column {
        Datum::Id => identity::ID_HEADING,
        Datum::Category => &meeting.words.category,
        Datum::No => &meeting.words.no,
        Datum::Attribution => {
            meeting.sources.iter().find_map(|source| source.attribution.as_deref()).unwrap_or(Datum::Attribution.heading())
        }
        column => column.heading(),
    }
}

/// The share of each division, in the meeting's order; a share may be empty.
pub fn shares<'a>(meeting: &'a Meeting, placed: &'a Placed, warnings: &mut Diagnostics) -> Result<Vec<Share<'a>>> {
    told(meeting, placed, true, warnings)
}

/// The same where opinions may be missing for faults of their own: nothing is said of what no opinion has, unless it is plainly
/// a slip.
pub fn shares_in_part<'a>(meeting: &'a Meeting, placed: &'a Placed, warnings: &mut Diagnostics) -> Result<Vec<Share<'a>>> {
    told(meeting, placed, false, warnings)
}

fn told<'a>(meeting: &'a Meeting, placed: &'a Placed, whole: bool, warnings: &mut Diagnostics) -> Result<Vec<Share<'a>>> {
    let mut findings = Diagnostics::default();
    let names = Names::new(meeting, placed);
    for rule in rules(meeting) {
        let unknown = names.unknown(rule.rule);
        let is_plain = |finding: &Diagnostic| whole || finding.hints.iter().any(|hint| hint.is(words::key::did_you_mean));
        let absent = names.absent(rule.rule).into_iter().filter(is_plain).filter_map(|finding| match rule.of {
            Of::Divisions => Some(finding),
            // A paper may be declared before there is anything for it to show.
            Of::Paper => Some(Diagnostic { severity: Severity::Warning, ..finding }),
            // What a comparison shows may be in the older edition only.
            Of::Comparison => None,
        });
        findings.0.extend(unknown.into_iter().chain(absent).map(|finding| rule.place(meeting, finding)));
    }
    if findings.has_errors() {
        return Err(findings);
    }
    let shares = of_some(meeting, placed);
    if !whole {
        return findings.finish(shares, warnings);
    }
    for rule in rules(meeting).filter(|rule| rule.of != Of::Comparison && names.absent(rule.rule).is_empty()) {
        if !placed.opinions.iter().any(|opinion| rule.rule.matches(meeting, opinion)) {
            findings.push(rule.place(meeting, Diagnostic::warning(words::rule_matches_nothing())));
        }
    }
    // That its only rule matches nothing was said.
    for (index, share) in shares.iter().enumerate().filter(|(_, share)| share.opinions.is_empty() && share.division.takes.len() != 1) {
        let name = &share.division.name;
        let said = if share.division.takes.is_empty() { words::division_takes_none(name) } else { words::division_empty(name) };
        findings.push(meeting.placed(Diagnostic::warning(said).about(About::Division(index))));
    }
    unasked(meeting, placed, &shares, &mut findings);
    findings.finish(shares, warnings)
}

/// The same of some of the opinions, of which rules may name others, too.
pub fn of_some<'a>(meeting: &'a Meeting, placed: &'a Placed) -> Vec<Share<'a>> {
    meeting.divisions.iter().map(|division| share(meeting, placed, division)).collect()
}

fn share<'a>(meeting: &'a Meeting, placed: &'a Placed, division: &'a Division) -> Share<'a> {
    let taken = |opinion: &Opinion| division.takes.iter().any(|rule| rule.matches(meeting, opinion));
    Share { division, opinions: placed.in_order().filter(|(_, opinion)| taken(opinion)).collect() }
}

impl Rule {
    /// Whether the opinion agrees with every key of the rule.
    pub fn matches(&self, meeting: &Meeting, opinion: &Opinion) -> bool {
        let source = &meeting.sources[opinion.source];
        let says = |field: &str| record_field(meeting, field).map(|(index, _)| opinion.fields[index].as_str());
        self.section.is_none_or(|section| section == opinion.section + 1)
            && self.category.as_ref().is_none_or(|category| *category == opinion.category)
            && self.source.as_ref().is_none_or(|name| *name == source.key || *name == source.heading)
            && self.id.as_ref().is_none_or(|ids| ids.iter().any(|id| *id == opinion.id))
            && self.field.as_ref().is_none_or(|field| says(field) == self.is.as_deref() || self.is_named(meeting, field, says(field)))
    }

    /// Whether a cell lists names, such as 施設課、総務課, and the rule's is one of them. It lists them only if every part is a
    /// name that a rule or a choice has.
    fn is_named(&self, meeting: &Meeting, field: &str, cell: Option<&str>) -> bool {
        let (Some(is), Some((_, declared))) = (self.is.as_deref(), record_field(meeting, field)) else { return false };
        let rules = || meeting.divisions.iter().flat_map(|division| &division.takes);
        let of_field = |rule: &&Rule| rule.field.as_deref().is_some_and(|name| name == declared.key || name == declared.heading);
        let is_name = |part: &str| {
            meeting.divisions.iter().any(|division| division.name == part)
                || rules().filter(of_field).any(|rule| rule.is.as_deref() == Some(part))
                || declared.choices.iter().any(|choice| choice.value == part)
        };
        let parts: Vec<&str> = cell.unwrap_or_default().split(['、', '・', '，', ',', '／', '/', '\n']).map(str::trim).collect();
        parts.len() > 1 && parts.contains(&is) && parts.iter().all(|part| is_name(part))
    }
}

/// The field of the records with this key or heading, and its place among them.
fn record_field<'a>(meeting: &'a Meeting, name: &str) -> Option<(usize, &'a Field)> {
    meeting.record_fields().enumerate().find(|(_, field)| field.key == name || field.heading == name)
}

/// A rule, with what it is of and what it is called.
struct Placing<'a> {
    rule: &'a Rule,
    of: Of,
    about: Option<About>,
    name: String,
}

impl Placing<'_> {
    /// A finding about the rule with its place in the meeting's file.
    fn place(&self, meeting: &Meeting, finding: Diagnostic) -> Diagnostic {
        let finding = meeting.placed(Diagnostic { about: self.about.clone(), ..finding });
        Diagnostic { place: finding.place.map(|place| place.heading(&self.name)), ..finding }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Of {
    Divisions,
    Paper,
    Comparison,
}

/// Every rule of the meeting.
fn rules(meeting: &Meeting) -> impl Iterator<Item = Placing<'_>> {
    let taken = meeting.divisions.iter().enumerate();
    let taken =
        taken.map(|(index, division)| (format!("{} takes", division.name), &division.takes, Of::Divisions, Some(About::Division(index))));
    let not_asked = meeting.inquiry.iter().map(|inquiry| ("inquiry.not_asked".to_owned(), &inquiry.not_asked, Of::Divisions, None));
    let shown = meeting.papers.iter().map(|paper| {
        let name = if paper.label.is_empty() { meeting.title(paper) } else { &paper.label };
        let of = if paper.layout == Layout::Comparison { Of::Comparison } else { Of::Paper };
        (format!("{name} shows"), &paper.shows, of, Some(About::Paper(paper.name().to_owned())))
    });
    taken.chain(not_asked).chain(shown).flat_map(|(name, rules, of, about)| {
        let placing = move |(index, rule)| Placing { rule, of, about: about.clone(), name: format!("{name} {}", index + 1) };
        rules.iter().enumerate().map(placing)
    })
}

/// Most opinions that one line names.
const RULED: usize = 20;

/// Reports opinions that no division is asked about, if any division is asked at all and the meeting does not say so.
fn unasked(meeting: &Meeting, placed: &Placed, shares: &[Share], findings: &mut Diagnostics) {
    let asked: BTreeSet<&str> = shares.iter().flat_map(|share| &share.opinions).map(|(_, opinion)| opinion.id.as_str()).collect();
    let excused =
        |opinion: &Opinion| meeting.inquiry.iter().flat_map(|inquiry| &inquiry.not_asked).any(|rule| rule.matches(meeting, opinion));
    let left: Vec<(&str, &Opinion)> =
        placed.in_order().filter(|(_, opinion)| !asked.contains(opinion.id.as_str()) && !excused(opinion)).collect();
    let several = meeting.sections.len() > 1 && meeting.head.numbers != Numbers::Through;
    let named = |(no, opinion): (&str, &Opinion)| {
        let section = if several { meeting.section_heading(opinion.section) } else { String::new() };
        format!("{section} No.{no}「{}」", say::line(&opinion.text, SAID)).trim_start().to_owned()
    };
    if meeting.divisions.is_empty() || left.is_empty() {
        return;
    }
    let names: Vec<String> = left.iter().copied().map(named).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let warning = Diagnostic::warning(words::no_division(left.len(), words::listed(&names))).at(Place::file(meeting.shown(FILE)));
    let ids: Vec<String> = left.iter().map(|(_, opinion)| say::toml_text(&opinion.id)).collect();
    let rule = format!("{{ id = [{}] }}", ids.join(", "));
    let (all, excused) = (ids.len() > RULED, meeting.inquiry.iter().any(|inquiry| !inquiry.not_asked.is_empty()));
    findings.push(warning.hint(match (all, excused) {
        (true, _) => words::no_division_many_hint(),
        (false, true) => words::no_division_more_hint(&rule).by(format!("inquiry.not_asked+={rule}")),
        (false, false) => words::no_division_hint(&rule).by(format!("inquiry.not_asked+={rule}")),
    }));
}

/// The names that rules may use.
struct Names<'a> {
    meeting: &'a Meeting,
    categories: BTreeSet<&'a str>,
    ids: BTreeSet<&'a str>,
}

impl<'a> Names<'a> {
    fn new(meeting: &'a Meeting, placed: &'a Placed) -> Self {
        Self {
            meeting,
            categories: placed.opinions.iter().map(|opinion| opinion.category.as_str()).collect(),
            ids: placed.opinions.iter().map(|opinion| opinion.id.as_str()).collect(),
        }
    }

    /// One error for each name in the rule that the meeting does not declare.
    fn unknown(&self, rule: &Rule) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        let sections = self.meeting.sections.len();
        if let Some(section) = rule.section.filter(|section| !(1..=sections).contains(section)) {
            findings.push(Diagnostic::error(words::rule_section(section, sections)));
        }
        if let Some(source) = &rule.source {
            let known = || self.meeting.sources.iter().flat_map(|s| [s.key.as_str(), s.heading.as_str()]);
            if !known().any(|name| name == source) {
                findings.push(hinted(words::unknown_source(source), source, known()));
            }
        }
        match (&rule.field, &rule.is) {
            (Some(name), Some(value)) => match record_field(self.meeting, name) {
                None => {
                    let known = self.meeting.record_fields().flat_map(|f| [f.key.as_str(), f.heading.as_str()]);
                    findings.push(hinted(words::rule_field(name), name, known));
                }
                Some((_, field)) => {
                    let known = || field.choices.iter().map(|choice| choice.value.as_str());
                    if !value.is_empty() && !field.choices.is_empty() && !known().any(|choice| choice == value) {
                        findings.push(hinted(words::field_no_choice(&field.heading, value), value, known()));
                    }
                }
            },
            (Some(_), None) | (None, Some(_)) => findings.push(Diagnostic::error(words::rule_field_is())),
            (None, None) => {}
        }
        findings
    }

    /// One error for each name in the rule that no opinion has.
    fn absent(&self, rule: &Rule) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        if let Some(category) = rule.category.as_deref().filter(|category| !self.categories.contains(category)) {
            findings
                .push(hinted(words::rule_category(category), category, self.categories.iter().copied()).hint(words::rule_absent_hint()));
        }
        for id in rule.id.iter().flatten().filter(|id| !self.ids.contains(id.as_str())) {
            findings.push(hinted(words::rule_id(id), id, self.ids.iter().copied()).hint(words::rule_absent_hint()));
        }
        findings
    }
}

/// An error about a name, with the known name that is nearest.
fn hinted<'a>(message: words::Message, given: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let diagnostic = Diagnostic::error(message);
    match nearest(given, known) {
        Some(near) => diagnostic.hint(words::did_you_mean(near)),
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use ecow::{EcoString, eco_format};

    use super::*;
    use crate::say::words::Lang;

    fn meeting(divisions: &str) -> Meeting {
        declaring(&format!("divisions = [{divisions}]"))
    }

    fn declaring(declared: &str) -> Meeting {
        declaring_after(declared, "")
    }

    fn declaring_after(declared: &str, after: &str) -> Meeting {
        let text = format!(
            r#"
            sections = [{{ title = "一" }}, {{ title = "二" }}]
            sources = [{{ key = "a", heading = "委員意見" }}, {{ key = "cities", heading = "他都市" }}]
            fields = [{{ key = "office", heading = "担当課" }}, {{ key = "reply", heading = "回答", from = "divisions" }}]
            {declared}
            [meeting]
            title = "題"
            date = 2026-11-22
{after}"#
        );
        Meeting::parse(&text, Path::new("m")).map_err(|e| e.to_string()).unwrap()
    }

    fn placed(meeting: &Meeting) -> Placed {
        let opinion = |(index, (section, category, source, office)): (usize, (usize, &str, usize, &str))| Opinion {
            id: eco_format!("op-{index}"),
            section,
            category: category.into(),
            subcategory: EcoString::new(),
            no: None,
            source,
            text: "意見".into(),
            attribution: EcoString::new(),
            fields: vec![office.into()],
            place: Place::default(),
            sheet_row: None,
        };
        let all = [(1, "予算", 0, ""), (0, "役割", 1, "総務課"), (0, "役割", 0, "企画課"), (1, "制度", 1, "")];
        Placed::new(meeting, all.into_iter().enumerate().map(opinion).collect(), &mut Diagnostics::default())
    }

    fn taken(divisions: &str) -> (Vec<Vec<String>>, String) {
        let (meeting, mut warnings) = (meeting(divisions), Diagnostics::default());
        let placed = placed(&meeting);
        let shares = shares(&meeting, &placed, &mut warnings).map_err(|e| e.to_string()).unwrap();
        let ids = |share: &Share| share.opinions.iter().map(|(_, opinion)| opinion.id.to_string()).collect();
        (shares.iter().map(ids).collect(), warnings.say(Lang::En))
    }

    fn refused(divisions: &str) -> String {
        let meeting = meeting(divisions);
        shares(&meeting, &placed(&meeting), &mut Diagnostics::default()).map(|_| ()).unwrap_err().say(Lang::En)
    }

    #[test]
    fn division_takes() {
        let (taken, warnings) = taken(
            r#"
            { name = "甲", takes = [{ section = 2, category = "予算" }, { source = "cities" }] },
            { name = "乙", takes = [{ field = "担当課", is = "企画課" }, { id = ["op-3", "op-0"] }] },
            { name = "丙", takes = [{}] }"#,
        );
        assert_eq!(taken[0], ["op-1", "op-0", "op-3"]);
        assert_eq!(taken[1], ["op-2", "op-0", "op-3"]);
        assert_eq!(taken[2], ["op-2", "op-1", "op-0", "op-3"]);
        assert_eq!(warnings, "");
    }

    #[test]
    fn division_lists() {
        let divisions = r#"{ name = "甲", takes = [{ field = "担当課", is = "企画課" }] }, { name = "総務課", takes = [{ section = 1 }] }"#;
        let meeting = meeting(divisions);
        let mut placed = placed(&meeting);
        for (index, office) in [(0, "企画課、総務課"), (1, "企画課・総務課"), (2, "企画課、謎の課"), (3, "企画課\n総務課")]
        {
            placed.opinions[index].fields = vec![office.into()];
        }
        let shares = shares(&meeting, &placed, &mut Diagnostics::default()).unwrap();
        let mut ids: Vec<&str> = shares[0].opinions.iter().map(|(_, opinion)| opinion.id.as_str()).collect();
        ids.sort_unstable();
        assert_eq!(ids, ["op-0", "op-1", "op-3"]);
    }

    #[test]
    fn division_none() {
        let (taken, warnings) =
            taken(r#"{ name = "甲", takes = [{ section = 1, category = "予算" }, { section = 1 }] }, { name = "乙", takes = [] }"#);
        let (_, of_two) = super::tests::taken(
            r#"{ name = "甲", takes = [{ section = 1, category = "予算" }, { section = 1, category = "予算" }] }, { name = "乙", takes = [{}] }"#,
        );
        assert_eq!(taken[1].len(), 0);
        assert!(of_two.contains("warning: division \"甲\" takes no opinion"), "{of_two}");
        assert!(warnings.contains("m/meeting.toml [甲 takes 1]: warning: no opinion matches"), "{warnings}");
        assert!(warnings.contains("warning: it is not said yet what division \"乙\" is asked about"), "{warnings}");
        assert!(warnings.contains("warning: opinions that go to no division: 2 ((2)二 No.1「意見」, (2)二 No.2「意見」)\n"), "{warnings}");
        assert_eq!(taken_warnings_without_divisions(), "");
        let not_asked = "{ asks = \"a\", due = 2026-12-10, contact = \"c\", edition = 1, not_asked = [{ category = \"予算\" }] }";
        let declared = format!("divisions = [{{ name = \"甲\", takes = [{{ section = 1 }}] }}]\ninquiry = {not_asked}");
        let (meeting, mut warnings) = (declaring(&declared), Diagnostics::default());
        drop(shares(&meeting, &placed(&meeting), &mut warnings));
        assert!(
            warnings.say(Lang::En).contains("warning: opinions that go to no division: 1 ((2)二 No.2「意見」)\n"),
            "{}",
            warnings.say(Lang::En)
        );
    }

    /// What is said of a division has its line.
    #[test]
    fn divisions_by_their_lines() {
        let table = |name: &str, takes: &str| format!("[[divisions]]\nname = \"{name}\"\ntakes = [{takes}]\n");
        let said = |takes: &str| {
            let (meeting, mut warnings) = (declaring_after("", &(table("甲", "") + &table("乙", takes))), Diagnostics::default());
            let found = shares(&meeting, &placed(&meeting), &mut warnings).map(|_| ()).err().unwrap_or(warnings);
            found.0.into_iter().filter_map(|finding| finding.place?.line).collect::<Vec<usize>>()
        };
        assert_eq!(said("{ category = \"無い項目\" }"), [14], "the rule");
        assert_eq!(said("{ section = 1, category = \"予算\" }"), [13, 10], "the division of the rule, and the one without");
    }

    fn taken_warnings_without_divisions() -> String {
        taken("").1
    }

    #[test]
    fn division_without_opinions_said_once() {
        let (_, warnings) = taken(r#"{ name = "甲", takes = [{ section = 1, category = "予算" }] }, { name = "乙", takes = [{}] }"#);
        assert_eq!(warnings.matches("warning: ").count(), 1, "{warnings}");
    }

    #[test]
    fn division_unknown_names() {
        let said = refused(
            r#"{ name = "甲", takes = [
                { section = 3 }, { category = "予算制度" }, { source = "city" }, { id = ["op-9"] },
                { field = "担当", is = "" }, { field = "reply", is = "" }, { field = "担当課" }] }"#,
        );
        for wanted in [
            "no section 3 (1 to 2)",
            "\"予算制度\"\n  → did you mean \"予算\"",
            "\"city\" is not a source\n  → did you mean \"cities\"",
            "no opinion \"op-9\"",
            "did you mean \"担当課\"",
            "\"reply\" is no field",
            "go together",
        ] {
            assert!(said.contains(wanted), "{wanted}: {said}");
        }
        assert_eq!(said.matches("error:").count(), 7, "{said}");
    }
}
