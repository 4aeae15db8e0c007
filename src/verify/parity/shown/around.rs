//! Whether what is around the cells is as it is written: sheets, names, rules, protection, pages, properties, parts.

use std::collections::BTreeSet;

use super::forms::{Form, Repeats, Sheet, Volume, on};
use super::opened::{Bound, Name, Opened, by_name};
use super::told::{Teller, part, said};
use super::worksheet::{Guide, Holds, Leaf, Spotted, area};
use crate::meeting::identity;
use crate::read::workbook::{Area, unescaped};
use crate::say::words;

/// Least part of its size in which a sheet may be printed so that it is one page wide.
const SMALLEST: f64 = 0.4;
/// Points to the inch, and sides of the papers in it, by number.
const INCH: f64 = 72.0;
const PAPERS: [(u32, f64, f64); 4] = [(8, 11.69, 16.54), (9, 8.27, 11.69), (12, 10.12, 14.33), (13, 7.17, 10.12)];
/// Names that Excel keeps for itself.
const AREA: &str = "_xlnm.Print_Area";
const TITLES: &str = "_xlnm.Print_Titles";
const FILTER: &str = "_xlnm._FilterDatabase";
/// What every workbook says of itself.
const FIXED: [(&str, &str); 7] = [
    ("Application", "Microsoft Excel"),
    ("DocSecurity", "0"),
    ("ScaleCrop", "false"),
    ("LinksUpToDate", "false"),
    ("SharedDoc", "false"),
    ("HyperlinksChanged", "false"),
    ("AppVersion", "12.0000"),
];

/// Judges what belongs to the workbook; false if its sheets are not those that it must have.
pub fn book(teller: &mut Teller, volume: &Volume, opened: &Opened) -> bool {
    for (name, unknown) in &opened.odd {
        match unknown {
            Some(unknown) => teller.whole(said(unknown), &format!("{name}: {}", unknown.markup())),
            None => teller.whole(part(name), name),
        }
    }
    for unknown in opened.wardrobe.odd.iter().chain(&opened.wordings.odd) {
        teller.whole(said(unknown), &unknown.markup());
    }
    let mut agree = true;
    for bound in opened.sheets.iter().filter(|bound| !volume.forms.iter().any(|form| form.name == bound.name)) {
        teller.at(&bound.name, Spotted::Sheet, words::parity_odd(words::odd_sheet()), "");
        agree = false;
    }
    for form in volume.forms.iter().filter(|form| !opened.sheets.iter().any(|bound| bound.name == form.name)) {
        teller.at(&form.name, Spotted::Sheet, words::parity_no_sheet(&form.name), "");
        agree = false;
    }
    let is = opened.sheets.iter().map(|bound| bound.name.as_str());
    if agree && !is.eq(volume.forms.iter().map(|form| form.name.as_str())) {
        teller.whole(words::parity_sheets(), "");
        agree = false;
    }
    agree
}

/// Judges the names and properties, once the sheets are known.
pub fn told(teller: &mut Teller, volume: &Volume, opened: &Opened) {
    let mut wanted = volume.names.clone();
    for (index, (form, bound)) in volume.forms.iter().zip(&opened.sheets).enumerate() {
        wanted.extend(of_sheet(form, &bound.leaf, index));
    }
    let bare = |name: &Name| Name { range: name.range.replace('\'', ""), ..name.clone() };
    let is: BTreeSet<Name> = opened.names.iter().map(bare).collect();
    let titles = |name: &&Name| name.name == TITLES;
    let mut named = BTreeSet::new();
    for name in opened.names.iter().map(bare).filter(|name| !wanted.contains(name)) {
        let form = name.sheet.and_then(|index| volume.forms.get(index).zip(opened.sheets.get(index)));
        match form {
            Some((form, bound)) if titles(&&name) && repeats(form, bound, opened, &name.range) => {}
            _ => {
                tell_name(teller, opened, &name);
                named.insert((name.name, name.sheet));
            }
        }
    }
    let untold = |name: &&Name| !is.contains(name) && !named.contains(&(name.name.clone(), name.sheet));
    for name in wanted.iter().filter(untold) {
        tell_name(teller, opened, name);
    }
    for (index, (form, bound)) in volume.forms.iter().zip(&opened.sheets).enumerate() {
        let has = opened.names.iter().filter(|name| name.name == TITLES && name.sheet == Some(index)).count();
        if has != usize::from(form.repeats != Repeats::None) {
            teller.at(&bound.name, Spotted::Sheet, words::parity_titles(), "");
        }
    }
    properties(teller, volume, opened);
}

/// The names that a sheet must have, but for titles that are known by what they say.
fn of_sheet(form: &Form, leaf: &Leaf, index: usize) -> Vec<Name> {
    let own = |name: &str, range: String| Name { name: name.to_owned(), sheet: Some(index), hidden: name == FILTER, range };
    let mut names = Vec::new();
    if form.area {
        let (bottom, right) = leaf.extent();
        names.push(own(AREA, on(&form.name, Area { top: 0, left: 0, bottom, right })));
    }
    if form.filter {
        names.push(own(FILTER, on(&form.name, filtered(form, leaf))));
    }
    if let Repeats::Rows(first, last) = form.repeats {
        names.push(own(TITLES, format!("{}!${}:${}", form.name, first + 1, last + 1)));
    }
    names
}

/// The range of a sheet's filter: from the last row that is repeated to the last one.
fn filtered(form: &Form, leaf: &Leaf) -> Area {
    let top = if let Repeats::Rows(_, last) = form.repeats { last } else { 0 };
    Area { top, left: 0, bottom: leaf.extent().0, right: leaf.extent().1 }
}

/// Whether the rows that are printed on every page hold the headings and nothing else.
fn repeats(form: &Form, bound: &Bound, opened: &Opened, range: &str) -> bool {
    let Repeats::Headings(headings) = &form.repeats else { return false };
    let rows = range.strip_prefix(&format!("{}!$", form.name)).and_then(|rows| rows.split_once(":$"));
    let rows = rows.and_then(|(first, last)| Some((first.parse::<u32>().ok()?, last.parse::<u32>().ok()?)));
    let Some((first, last)) = rows else { return false };
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let here = bound.leaf.cells.iter().filter(|cell| (first..=last).contains(&(cell.at.0 + 1)));
    let texts = here.filter_map(|cell| match &cell.holds {
        Holds::Text(index) => opened.wordings.all.get(*index).map(|wording| bare(&wording.text)),
        _ => None,
    });
    let texts: BTreeSet<String> = texts.filter(|text| !text.is_empty()).collect();
    texts == headings.iter().map(|heading| bare(heading)).filter(|heading| !heading.is_empty()).collect()
}

fn tell_name(teller: &mut Teller, opened: &Opened, name: &Name) {
    let message = match name.name.as_str() {
        AREA => words::parity_area(),
        TITLES => words::parity_titles(),
        FILTER => words::parity_odd(words::odd_filter()),
        other => words::parity_name(other),
    };
    let detail = format!("{} {}", name.name, name.range);
    match name.sheet.and_then(|index| opened.sheets.get(index)) {
        Some(bound) => teller.at(&bound.name, Spotted::Sheet, message, &detail),
        None => teller.whole(message, &detail),
    }
}

fn properties(teller: &mut Teller, volume: &Volume, opened: &Opened) {
    let (year, month, day) = volume.meeting.date();
    let day = format!("{year:04}-{month:02}-{day:02}T00:00:00Z");
    let mut wanted: Vec<(&str, &str)> = FIXED.to_vec();
    wanted.extend([("dc:title", volume.title.as_str()), ("dcterms:created", &day), ("dcterms:modified", &day)]);
    wanted.extend(volume.properties.iter().flatten().map(|(name, value)| (*name, value.as_str())));
    let is_listed = |value: &str| {
        let names = ["Worksheets", "Named Ranges"].into_iter().chain(opened.sheets.iter().map(|bound| bound.name.as_str()));
        let own = opened.names.iter().map(|name| match name.sheet.and_then(|index| opened.sheets.get(index)) {
            Some(bound) => format!("{}!{}", bound.name, name.name.trim_start_matches("_xlnm.")),
            None => name.name.clone(),
        });
        names.map(str::to_owned).chain(own).any(|known| known == value)
    };
    for (name, values) in by_name(&opened.told) {
        let holds = match name {
            "vt:lpstr" => values.iter().all(|value| is_listed(value)),
            "vt:i4" => values.iter().all(|value| value.bytes().all(|b| b.is_ascii_digit())),
            identity::BUILD_PROPERTY | identity::DIGEST_PROPERTY => {
                volume.properties.is_some() && values.iter().all(|value| is_digest(value))
            }
            _ => wanted.iter().any(|(known, value)| *known == name && values == [*value]),
        };
        if !holds {
            teller.whole(words::parity_property(name.trim_start_matches("dc:")), &values.join(", "));
        }
    }
    let named = by_name(&opened.told);
    for (name, _) in wanted.iter().filter(|(name, value)| !value.is_empty() && !named.contains_key(name)) {
        teller.whole(words::parity_property(name.trim_start_matches("dc:")), "");
    }
}

fn is_digest(value: &str) -> bool {
    (8..=64).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Judges what is around the cells of a sheet.
pub fn sheet(teller: &mut Teller, volume: &Volume, form: &Form, bound: &Bound, opened: &Opened) {
    let (name, leaf) = (&bound.name, &bound.leaf);
    for (at, unknown) in &leaf.odd {
        teller.unknown(name, Leaf::spot(*at), unknown);
    }
    if bound.hidden != form.stamp {
        teller.at(name, Spotted::Sheet, if bound.hidden { words::parity_hidden() } else { words::parity_unhidden() }, "");
    }
    if bound.hidden && bound.lightly && form.stamp {
        teller.at(name, Spotted::Sheet, words::parity_unhidden(), "");
    }
    for (first, _) in leaf.hidden.iter().filter(|range| !form.hidden.contains(range)) {
        teller.at(name, Spotted::Column(*first), words::parity_hidden(), "");
    }
    for (first, _) in form.hidden.iter().filter(|range| !leaf.hidden.contains(range)) {
        teller.at(name, Spotted::Column(*first), words::parity_unhidden(), "");
    }
    if leaf.protected != form.protected {
        teller.at(name, Spotted::Sheet, words::parity_odd(words::odd_protection()), "");
    }
    let filter = form.filter.then(|| filtered(form, leaf));
    if leaf.filter.as_deref().map(area) != filter.map(Some) {
        teller.at(name, Spotted::Sheet, words::parity_odd(words::odd_filter()), "");
    }
    guides(teller, form, bound);
    for (range, target) in &leaf.links {
        let leads =
            target.replace('\'', "").strip_prefix(&format!("{}!A", identity::FULL_SHEET)).is_some_and(|row| row.parse::<u32>().is_ok());
        if !leads || *name != identity::ANSWER_SHEET {
            let spot = area(range).map_or(Spotted::Sheet, |area| Spotted::Cell(area.top, area.left));
            teller.at(name, spot, words::parity_odd(words::odd_link()), target);
        }
    }
    pages(teller, volume, form, bound);
    table(teller, form, bound, opened);
}

fn guides(teller: &mut Teller, form: &Form, bound: &Bound) {
    let (is, wanted): (BTreeSet<&Guide>, BTreeSet<&Guide>) = (bound.leaf.guides.iter().collect(), form.guides.iter().collect());
    let differs = is.symmetric_difference(&wanted);
    let spots: BTreeSet<Option<(u32, u32)>> = differs.map(|guide| guide.range.map(|area| (area.top, area.left))).collect();
    for spot in spots {
        let spot = spot.map_or(Spotted::Sheet, |(row, column)| Spotted::Cell(row, column));
        teller.at(&bound.name, spot, words::parity_odd(words::odd_rule()), "");
    }
}

/// Whether a sheet is printed as it is written.
fn pages(teller: &mut Teller, volume: &Volume, form: &Form, bound: &Bound) {
    let (name, leaf) = (&bound.name, &bound.leaf);
    let Some(page) = &form.page else {
        if leaf.paper.is_some() || leaf.fits || !leaf.header.is_empty() || !leaf.footer.is_empty() {
            teller.at(name, Spotted::Sheet, words::parity_odd(words::odd_printing()), "");
        }
        return;
    };
    let is_near = |margins: &[f64; 6]| leaf.margins.iter().zip(margins).all(|(is, wanted)| (is - wanted).abs() < 0.001);
    let near = page.margins.iter().any(is_near);
    if leaf.paper != Some((page.paper, page.lies)) || !near || !leaf.fits || !leaf.centred {
        teller.at(name, Spotted::Sheet, words::parity_odd(words::odd_printing()), "");
    }
    if !runs(volume, page, leaf) {
        teller.at(name, Spotted::Sheet, words::parity_odd(words::odd_running()), &format!("{} {}", leaf.header, leaf.footer));
    }
    let sides = PAPERS.iter().find(|(number, ..)| *number == page.paper).map_or((0.0, 0.0), |(_, short, long)| (*short, *long));
    let wide = if page.lies { sides.1 } else { sides.0 } - leaf.margins[0] - leaf.margins[1];
    if form.area && wide * INCH / leaf.width((0, leaf.extent().1)) < SMALLEST {
        teller.at(name, Spotted::Sheet, words::parity_printed_small(), "");
    }
}

/// Whether title, label and page number, and nothing else, stand above and below each page.
fn runs(volume: &Volume, page: &Sheet, leaf: &Leaf) -> bool {
    let font: String = volume.font.chars().filter(|c| !"\"&,".contains(*c)).take(40).collect();
    let font = format!("&9&\"{font},Regular\"");
    let inside = |text: &str, between: &str| -> Option<[String; 2]> {
        let (left, right) = text.strip_prefix(&format!("&L{font}"))?.split_once(between)?;
        Some([left.replace("&&", "&"), right.replace("&&", "&")])
    };
    let above = inside(&leaf.header, &format!("&R{font}"))
        .is_some_and(|[title, label]| is_beginning(&title, &page.above[0]) && is_beginning(&label, &page.above[1]));
    let below = match &page.below {
        None => leaf.footer == format!("&C{font}&P / &N"),
        Some(below) => inside(&leaf.footer, &format!("&C{font}&P / &N&R{font}")).is_some_and(|[left, right]| {
            let division = left.strip_suffix(&below.left[1]);
            division.is_some_and(|division| is_beginning(division, &below.left[0]))
                && right.strip_prefix(&below.right[0]).is_some_and(|due| due.contains(&below.right[1]))
        }),
    };
    above && below
}

/// Whether `text` is `whole`, or the beginning of it with an ellipsis.
fn is_beginning(text: &str, whole: &str) -> bool {
    text == whole || text.strip_suffix('…').is_some_and(|begins| begins.chars().count() > 3 && whole.starts_with(begins))
}

/// Whether a table names its columns as the cells do, and holds all of them.
fn table(teller: &mut Teller, form: &Form, bound: &Bound, opened: &Opened) {
    let leaf = &bound.leaf;
    let ledger = opened.table.as_ref().filter(|_| leaf.has_table);
    let holds = match (form.table, ledger) {
        // A table has rows; without any there is none.
        (false, None) => !leaf.has_table,
        (true, None) if leaf.extent().0 == 0 => !leaf.has_table,
        (true, Some(ledger)) => {
            let whole = Area { top: 0, left: 0, bottom: leaf.extent().0, right: leaf.extent().1 };
            let heads = leaf.cells.iter().filter(|cell| cell.at.0 == 0).filter_map(|cell| match &cell.holds {
                Holds::Text(index) => opened.wordings.all.get(*index).map(|wording| wording.text.clone()),
                _ => None,
            });
            let ranges = [&ledger.range, &ledger.filter].map(|range| area(range));
            ranges == [Some(whole); 2] && heads.eq(ledger.headings.iter().map(|heading| unescaped(heading)))
        }
        _ => false,
    };
    if !holds {
        teller.at(&bound.name, Spotted::Sheet, words::parity_odd(words::odd_table()), "");
    }
}
