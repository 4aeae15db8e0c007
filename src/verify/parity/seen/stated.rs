//! What a PDF says of itself: its properties, in the dictionary that every program reads and in the packet (XMP) that newer
//! ones read. Both say the paper's title, who makes it and what it is, and nothing else that a person may put there.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::Printed;
use crate::meeting::identity::BUILD_PROPERTY;
use crate::read::package::{Attributes, Grammar, Unknown, Visitor, What};
use crate::read::pdf::Pdf;
use crate::say::diag::{Diagnostic, Place};
use crate::say::words::{self, Message};

/// How a packet begins and ends.
const BEGINS: &str = "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>";
const ENDS: &str = "<?xpacket end=\"r\"?>";
/// Where all of it hangs.
const ROOT: &str = "x:xmpmeta/rdf:RDF/rdf:Description/";
/// The program, whatever its version.
const MADE_BY: &str = "shiryo ";
/// Digits of a build stamp.
const STAMP: usize = 8;

/// A packet as it is written.
static PACKET: LazyLock<Grammar> = LazyLock::new(|| {
    Grammar::new(
        "
x:xmpmeta xmlns:x=adobe:ns:meta/ x:xmptk=xmp-writer
  rdf:RDF xmlns:rdf=http://www.w3.org/1999/02/22-rdf-syntax-ns#
    rdf:Description rdf:about= xmlns:dc=http://purl.org/dc/elements/1.1/ xmlns:xmp=http://ns.adobe.com/xap/1.0/ xmlns:stEvt=http://ns.adobe.com/xap/1.0/sType/ResourceEvent# xmlns:xmpMM=http://ns.adobe.com/xap/1.0/mm/ xmlns:xmpTPg=http://ns.adobe.com/xap/1.0/t/pg/ xmlns:pdf=http://ns.adobe.com/pdf/1.3/ xmlns:pdfaid=http://www.aiim.org/pdfa/ns/id/ xmlns:pdfuaid=http://www.aiim.org/pdfua/ns/id/ xmlns:pdfaExtension=http://www.aiim.org/pdfa/ns/extension/ xmlns:pdfaSchema=http://www.aiim.org/pdfa/ns/schema# xmlns:pdfaProperty=http://www.aiim.org/pdfa/ns/property#
      dc:title
        rdf:Alt
          rdf:li\" xml:lang=x-default
      dc:description
        rdf:Alt
          rdf:li\" xml:lang=x-default
      pdf:Keywords\"
      dc:creator
        rdf:Seq
          rdf:li\"
      xmp:CreatorTool\"
      dc:language
        rdf:Bag
          rdf:li\"
      xmp:ModifyDate\"
      xmp:CreateDate\"
      xmpMM:History
        rdf:Seq
          rdf:li* rdf:parseType=Resource
            stEvt:action\"
            stEvt:when\"
            stEvt:softwareAgent\"
            stEvt:instanceID\"
      pdfaExtension:schemas
        rdf:Bag
          rdf:li* rdf:parseType=Resource
            pdfaSchema:schema\"
            pdfaSchema:namespaceURI\"
            pdfaSchema:prefix\"
            pdfaSchema:property
              rdf:Seq
                rdf:li* rdf:parseType=Resource
                  pdfaProperty:category\"
                  pdfaProperty:description\"
                  pdfaProperty:name\"
                  pdfaProperty:valueType\"
      pdfaid:part\"
      pdfaid:conformance\"
      pdfuaid:part\"
      xmpTPg:NPages\"
      dc:format\"
      xmpMM:InstanceID\"
      xmpMM:DocumentID\"
      xmpMM:RenditionClass\"
      pdf:PDFVersion\"
",
    )
});

/// What describes what else stands in the packet, and all that it says.
const SCHEMAS_WITHIN: &str = "pdfaExtension:schemas/";
const SCHEMAS: &[&str] = &[
    "XMP Media Management schema",
    "http://ns.adobe.com/xap/1.0/mm/",
    "xmpMM",
    "Adobe PDF schema",
    "http://ns.adobe.com/pdf/1.3/",
    "pdf",
    "PDF/UA Identification schema",
    "http://www.aiim.org/pdfua/ns/id/",
    "pdfuaid",
    "internal",
    "external",
    "UUID based identifier for specific incarnation of a document",
    "Keywords associated with the document",
    "Version of the PDF specification to which the document conforms",
    "Name of the application that created the PDF document",
    "Whether the document has been trapped",
    "Part Number of ISO 14289 (PDF/UA)",
    "InstanceID",
    "Keywords",
    "PDFVersion",
    "Producer",
    "Trapped",
    "part",
    "Text",
    "Integer",
];

/// What a property must be.
enum Wanted {
    Is(String),
    Begins(&'static str),
    Among(&'static [&'static str]),
    /// The build's stamp; which one, if that is known.
    Stamp(Option<String>),
    /// Letters and digits by which a program knows the file.
    Token,
    /// A number, with a point or without.
    Number,
}

impl Wanted {
    fn holds(&self, said: &str) -> bool {
        match self {
            Self::Is(wanted) => said == wanted,
            Self::Begins(start) => said.strip_prefix(start).is_some_and(|version| version.bytes().all(|b| b.is_ascii_digit() || b == b'.')),
            Self::Among(known) => known.contains(&said),
            Self::Stamp(stamp) => {
                said.strip_prefix(BUILD_PROPERTY).and_then(|said| said.strip_prefix('=')).is_some_and(|said| match stamp {
                    Some(stamp) => said == stamp,
                    None => said.len() == STAMP && said.bytes().all(|b| b.is_ascii_hexdigit()),
                })
            }
            Self::Token => said.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=_-:.".contains(&b)),
            Self::Number => said.bytes().all(|b| b.is_ascii_digit() || b == b'.'),
        }
    }
}

/// What the properties must be.
struct Properties<'a> {
    printed: &'a Printed<'a>,
    pages: usize,
    found: BTreeSet<String>,
    findings: Vec<Message>,
}

/// A property by its name in the dictionary and its place in the packet, and what is said of one that is not as it should be.
type Shown = (&'static str, &'static str, fn() -> Message);

/// The properties that a person sees.
const SHOWN: [Shown; 4] = [
    ("Title", "dc:title/rdf:Alt/rdf:li", words::stated_title),
    ("Author", "dc:creator/rdf:Seq/rdf:li", words::stated_author),
    ("Subject", "dc:description/rdf:Alt/rdf:li", words::stated_subject),
    ("Keywords", "pdf:Keywords", words::stated_keywords),
];

/// What of the properties is not as it should be.
pub fn check(printed: &Printed, pdf: &Pdf) -> Vec<Diagnostic> {
    let mut properties = Properties { printed, pages: pdf.pages, found: BTreeSet::new(), findings: Vec::new() };
    for (name, said) in &pdf.properties {
        properties.hear(name, said);
    }
    let packet = pdf.metadata.trim_end().strip_prefix(BEGINS).and_then(|packet| packet.strip_suffix(ENDS));
    if !packet.is_some_and(|packet| PACKET.walk_bare(packet, &mut properties)) {
        properties.findings.push(words::seen_stated_other("XMP"));
    }
    let Properties { found, mut findings, .. } = properties;
    let is_stamped = printed.subject.manifest.is_some_and(|manifest| manifest.builds.contains_key(printed.name));
    for (name, path, what) in SHOWN.iter().filter(|(name, ..)| *name != "Keywords" || is_stamped) {
        if !found.contains(*name) || !found.contains(*path) {
            findings.push(Message::both(what(), |what| words::seen_stated_lost(what)));
        }
    }
    let mut told = BTreeSet::new();
    findings.retain(|message| told.insert(format!("{message:?}")));
    findings.into_iter().map(|message| Diagnostic::error(message).at(Place::file(printed.file))).collect()
}

impl Properties<'_> {
    /// What a property must be; none if there is no such property.
    fn wanted(&self, name: &str) -> Option<Wanted> {
        let meeting = self.printed.subject.meeting;
        let (year, month, day) = meeting.date();
        let stamp = || match self.printed.subject.manifest {
            Some(manifest) => Wanted::Stamp(Some(manifest.builds.get(self.printed.name).cloned().unwrap_or_default())),
            None => Wanted::Stamp(None),
        };
        Some(match name {
            "Title" | "dc:title/rdf:Alt/rdf:li" => Wanted::Is(self.printed.document.title.clone()),
            "Author" | "dc:creator/rdf:Seq/rdf:li" => Wanted::Is(meeting.head.author.clone().unwrap_or_else(|| meeting.head.title.clone())),
            "Subject" | "dc:description/rdf:Alt/rdf:li" => {
                let label = &self.printed.document.label;
                let gap = if label.is_empty() || meeting.head.title.is_empty() { "" } else { "\u{3000}" };
                Wanted::Is(format!("{label}{gap}{}（{}）", meeting.head.title, meeting.date_in_words()))
            }
            "Keywords" | "pdf:Keywords" => stamp(),
            "Creator" | "xmp:CreatorTool" | "xmpMM:History/rdf:Seq/rdf:li/stEvt:softwareAgent" => Wanted::Begins(MADE_BY),
            "CreationDate" | "ModDate" => Wanted::Is(format!("D:{year:04}{month:02}{day:02}000000Z")),
            "xmp:ModifyDate" | "xmp:CreateDate" | "xmpMM:History/rdf:Seq/rdf:li/stEvt:when" => {
                Wanted::Is(format!("{year:04}-{month:02}-{day:02}T00:00:00Z"))
            }
            "dc:language/rdf:Bag/rdf:li" => Wanted::Among(&["ja-JP"]),
            "dc:format" => Wanted::Among(&["application/pdf"]),
            "xmpMM:History/rdf:Seq/rdf:li/stEvt:action" => Wanted::Among(&["saved", "converted"]),
            "xmpMM:RenditionClass" => Wanted::Among(&["proof"]),
            "pdfaid:conformance" => Wanted::Among(&["A", "B", "U"]),
            "xmpTPg:NPages" => Wanted::Is(self.pages.to_string()),
            "pdfaid:part" | "pdfuaid:part" | "pdf:PDFVersion" => Wanted::Number,
            "xmpMM:InstanceID" | "xmpMM:DocumentID" | "xmpMM:History/rdf:Seq/rdf:li/stEvt:instanceID" => Wanted::Token,
            _ if name.starts_with(SCHEMAS_WITHIN) => Wanted::Among(SCHEMAS),
            _ => return None,
        })
    }

    /// Hears what a property says.
    fn hear(&mut self, name: &str, said: &str) {
        self.found.insert(name.to_owned());
        if self.wanted(name).is_some_and(|wanted| wanted.holds(said)) {
            return;
        }
        let shown = SHOWN.iter().find(|(in_dictionary, in_packet, _)| [*in_dictionary, *in_packet].contains(&name));
        self.findings.push(match shown {
            Some((.., what)) => Message::both(what(), |what| words::seen_stated(what, said)),
            None => words::seen_stated_other(name.rsplit('/').next().unwrap_or(name)),
        });
    }
}

impl Visitor for Properties<'_> {
    fn open(&mut self, _: &str, _: &Attributes) {}

    fn close(&mut self, path: &str, text: &str) {
        if let Some(name) = path.strip_prefix(ROOT)
            && (!text.is_empty() || self.wanted(name).is_some() && !name.starts_with(SCHEMAS_WITHIN))
        {
            self.hear(name, text);
        }
    }

    fn unknown(&mut self, unknown: Unknown) {
        let what = match unknown.what {
            What::Element(name) | What::Attribute(name, _) => name,
            What::Text => unknown.within,
        };
        self.findings.push(words::seen_stated_other(what.rsplit('/').next().unwrap_or(&what)));
    }
}
