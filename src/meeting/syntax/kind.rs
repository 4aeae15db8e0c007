//! Kinds: what is wrong with a line, by the words of the parser. Cargo.toml pins its version: a newer one may say it otherwise.

use toml::de::Error;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// A value that is no number and stands in no quotes.
    Unquoted,
    NoValue,
    ExtraEquals,
    NoEquals,
    StrangeKey,
    EmptyKey,
    NoKey,
    /// A header without this end.
    OpenHeader(&'static str),
    /// A list or an inline table without this end.
    Open(&'static str),
    EqualsInList,
    NoCommaInList,
    NoCommaInTable,
    /// No comma before the key whose equals sign this is.
    NoCommaBefore,
    ExtraComma,
    /// Something behind what is complete.
    Rest,
    Twice,
    Escape,
    LeadingZero,
    Control,
    /// A text without this end.
    OpenText(&'static str),
    /// A text with what no text may hold.
    StrangeText,
    Date,
    Number,
    TooDeep,
    Other,
}

impl FaultKind {
    pub fn of(error: &Error) -> Self {
        let (said, expected) = error.message().split_once(", expected ").unwrap_or((error.message(), ""));
        let holds = |words: &[&str]| words.iter().any(|word| said.contains(word));
        match said {
            "string values must be quoted" => Self::Unquoted,
            "missing value" | "missing value for key" => Self::NoValue,
            "extra `=`" => Self::ExtraEquals,
            "key with no value" | "missing assignment between key-value pairs" => Self::NoEquals,
            "invalid unquoted key" => Self::StrangeKey,
            "unquoted keys cannot be empty" => Self::EmptyKey,
            "invalid key-value pair" | "missing key for inline table element" => Self::NoKey,
            "unclosed table" => Self::OpenHeader("]"),
            "unclosed array table" => Self::OpenHeader("]]"),
            "unclosed array" => Self::Open("]"),
            "unclosed inline table" => Self::Open("}"),
            "unexpected `=` in array" => Self::EqualsInList,
            "missing comma between array elements" => Self::NoCommaInList,
            "missing comma between key-value pairs" => Self::NoCommaInTable,
            "extra assignment between key-value pairs" => Self::NoCommaBefore,
            "extra comma in array" | "extra comma in inline table" => Self::ExtraComma,
            "unexpected key or value" | "unexpected content" => Self::Rest,
            "duplicate key" => Self::Twice,
            "missing escaped value" | "too few unicode value digits" => Self::Escape,
            "unexpected leading zero" => Self::LeadingZero,
            "invalid comment character" | "carriage return must be followed by newline" => Self::Control,
            "cannot recurse further; max recursion depth met" | "recursion limit" => Self::TooDeep,
            _ if said.starts_with("invalid") && said.ends_with("string") => match expected {
                "`\"`" => Self::OpenText("\""),
                "`'`" => Self::OpenText("'"),
                _ => Self::StrangeText,
            },
            _ if holds(&["date", "time", "offset", "month", "day"]) => Self::Date,
            _ if holds(&["number", "float", "fraction", "exponent", "sign", "radix", "integer", "`_`", "prefix"]) => Self::Number,
            _ => Self::Other,
        }
    }
}

/// Whether a text is at fault, or what it leaves open: it is looked at before what stands around it.
pub fn is_of_text(error: &Error) -> bool {
    error.message().contains("string")
}
