//! Around: comments over a table are not all about it. Those that are not stay when the table goes, and stand there once when it
//! comes back.

use toml_edit::DocumentMut;

/// After a table was taken out of `was`: puts back the comments over it that a blank line parts from it; and those right over it,
/// too, where another of its list that has none follows.
pub fn keep(document: &mut DocumentMut, was: &str) {
    let now = document.to_string();
    let Some((at, taken)) = between(&now, was) else { return };
    let (comments, table) = parted(taken);
    let header = table.lines().next().map_or("", |line| line.split('#').next().unwrap_or_default().trim());
    let is_of_all = header.starts_with("[[") && now[at..].trim_start_matches('\n').starts_with(header);
    let kept = if is_of_all { comments } else { before_blank(comments) };
    if kept.contains('#') {
        let (before, behind) = now.split_at(at);
        let kept =
            if behind.starts_with('\n') { kept.strip_suffix('\n').filter(|kept| kept.ends_with('\n')).unwrap_or(kept) } else { kept };
        put(document, &[before, kept, behind].concat());
    }
}

/// After a table was put into `was` with comments that had stayed: what stands there twice goes from behind the table, or from
/// over it where the table came to another place.
pub fn once(document: &mut DocumentMut, was: &str) {
    let now = document.to_string();
    let Some((at, added)) = between(was, &now) else { return };
    let (comments, _) = parted(added);
    let apart = before_blank(comments);
    let behind = &now[at + added.len()..];
    let same = [comments, apart.strip_suffix('\n').unwrap_or(apart), apart].into_iter().filter(|kept| kept.contains('#'));
    if let Some(kept) = same.clone().find(|kept| behind.starts_with(kept)) {
        put(document, &[&now[..at + added.len()], &behind[kept.len()..]].concat());
    } else if let Some(kept) = same.clone().find(|kept| was.contains(kept)).filter(|kept| comments.starts_with(kept)) {
        put(document, &[&now[..at], &now[at + kept.len()..]].concat());
    }
}

fn put(document: &mut DocumentMut, text: &str) {
    if let Ok(read) = text.parse() {
        *document = read;
    }
}

/// What `long` has that `short` has not, if that is a table with the comments over it, and where it begins.
fn between<'t>(short: &str, long: &'t str) -> Option<(usize, &'t str)> {
    let length = long.len().checked_sub(short.len()).filter(|length| *length > 0)?;
    let same = short.bytes().zip(long.bytes()).take_while(|(a, b)| a == b).count();
    // Where the same lines stand before it and at its end, it may begin at several places: its comments are all of them.
    let is_it = |at: &usize| {
        let starts = *at == 0 || long.as_bytes()[at - 1] == b'\n';
        starts
            && long.is_char_boundary(at + length)
            && long[at + length..] == short[*at..]
            && parted(&long[*at..at + length]).1.starts_with('[')
    };
    let at = (0..=same).rev().take_while(|at| long.as_bytes()[at + length..].starts_with(&short.as_bytes()[*at..])).filter(is_it).last()?;
    Some((at, &long[at..at + length]))
}

/// The comments and blank lines over a table, and the table.
fn parted(text: &str) -> (&str, &str) {
    let is_comment = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let length = text.split_inclusive('\n').take_while(is_comment).map(str::len).sum();
    text.split_at(length)
}

/// The comments up to the last blank line.
fn before_blank(comments: &str) -> &str {
    let mut end = 0;
    let mut at = 0;
    for line in comments.split_inclusive('\n') {
        at += line.len();
        if line.trim().is_empty() {
            end = at;
        }
    }
    &comments[..end]
}
