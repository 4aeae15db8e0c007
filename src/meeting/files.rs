//! Files: what a meeting makes, by the names that it gives.

use super::Meeting;
use super::paper::{FileSpec, Paper};
use crate::say::diag::{Diagnostic, Diagnostics, Result};
use crate::say::words;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Of the paper with this index.
    Pdf {
        paper: usize,
    },
    Image {
        paper: usize,
        page: usize,
        ppi: f64,
    },
    Workbook {
        paper: usize,
    },
    Page {
        paper: usize,
    },
    /// The workbook of one division, an index into the meeting's; of each, as long as none is named.
    Inquiry {
        division: Option<usize>,
    },
    Csv,
    Json,
}

impl Kind {
    /// The paper that it shows, if it shows one.
    pub fn paper(self) -> Option<usize> {
        match self {
            Self::Pdf { paper } | Self::Image { paper, .. } | Self::Workbook { paper } | Self::Page { paper } => Some(paper),
            Self::Inquiry { .. } | Self::Csv | Self::Json => None,
        }
    }
}

impl Meeting {
    /// The files to make, in order: those of the papers, the data, and the inquiries; or what is wrong with their names.
    pub fn files(&self) -> Result<Vec<(String, Kind)>> {
        let mut findings = Diagnostics::default();
        let mut files = Vec::new();
        for (index, paper) in self.papers.iter().enumerate() {
            for file in &paper.files {
                match file.kind(index) {
                    Ok(kind) => files.push((self.file_name(paper, file), kind)),
                    Err(error) => findings.push(*error),
                }
            }
        }
        for file in &self.data.files {
            match file.rsplit('.').next() {
                Some("csv") => files.push((file.clone(), Kind::Csv)),
                Some("json") => files.push((file.clone(), Kind::Json)),
                _ => findings.push(Diagnostic::error(words::data_kind(file))),
            }
        }
        if let Some(inquiry) = self.inquiry.as_ref().filter(|_| !self.divisions.is_empty()) {
            files.push((inquiry.file.clone(), Kind::Inquiry { division: None }));
        }
        findings.unless_errors(files)
    }

    /// The name of a file with its placeholders filled in.
    fn file_name(&self, paper: &Paper, file: &FileSpec) -> String {
        let page = file.page.unwrap_or(1).to_string();
        file.file.replace("{label}", &paper.label).replace("{title}", self.title(paper)).replace("{page}", &page)
    }
}
