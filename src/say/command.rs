//! Command: arguments of a command line as a person types them.

/// An argument as it is typed: in quotes where the shell of this system would take it for something else.
pub fn typed(argument: &str) -> String {
    quoted(argument, cfg!(windows))
}

/// A path as it is typed in a command line, where it must not look like an option.
pub fn typed_path(path: &str) -> String {
    if path.starts_with('-') { typed(&format!("./{path}")) } else { typed(path) }
}

fn quoted(argument: &str, is_windows: bool) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:@+=～ー".contains(c);
    if !argument.is_empty() && argument.chars().all(is_plain) {
        return argument.to_owned();
    }
    match is_windows {
        false => format!("'{}'", argument.replace('\'', r"'\''")),
        true if !argument.contains(['"', '%']) => format!("\"{argument}\""),
        // Between quotes, Windows still puts values in place of %NAME%, and a quote ends them: every such character is taken by
        // itself behind ^, and the program takes \" for a quote.
        true => {
            let escaped = |c: char| if "\"%^&|<>()!".contains(c) { format!("^{c}") } else { c.to_string() };
            let inner: String = argument.replace('"', "\\\"").chars().map(escaped).collect();
            format!("^\"{inner}^\"")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn command_quoted() {
        let quotes = |argument: &str| (quoted(argument, false), quoted(argument, true));
        for (argument, unix, windows) in [
            ("look.paper=a4", "look.paper=a4", "look.paper=a4"),
            ("papers+={a,b}", "'papers+={a,b}'", "\"papers+={a,b}\""),
            ("$HOME `id`", "'$HOME `id`'", "\"$HOME `id`\""),
            ("it's", "'it'\\''s'", "\"it's\""),
            ("", "''", "\"\""),
            ("50%.csv", "'50%.csv'", "^\"50^%.csv^\""),
            ("a=\"b & c\"", "'a=\"b & c\"'", "^\"a=\\^\"b ^& c\\^\"^\""),
        ] {
            assert_eq!(quotes(argument), (unix.to_owned(), windows.to_owned()));
        }
        // The shell itself takes each for one argument.
        if cfg!(unix) {
            for argument in ["a b", "$HOME", "`id`", "{a,b}", "it's \"so\" \\ !", "~", "*", "a\nb", "%PATH%", "#", "x;y&z|<>"] {
                let said = Command::new("sh").args(["-c", &format!("printf %s {}", quoted(argument, false))]).output().unwrap();
                assert_eq!(String::from_utf8(said.stdout).unwrap(), argument);
            }
        }
    }

    #[test]
    fn command_paths_are_no_options() {
        assert_eq!(typed_path("-x.csv"), "./-x.csv");
        assert_eq!(typed_path("第1回/意見 - コピー.xlsx").len(), "第1回/意見 - コピー.xlsx".len() + 2);
    }
}
