//! What this program writes into a workbook, part by part: the grammars, and what is the same in every workbook.
//!
//! Whatever stands in a workbook and not here is not known to show what the records say. The attributes with open values are
//! judged elsewhere: sizes and colours by [`super::look`], what is around the cells by [`super::around`].

use std::sync::LazyLock;

use crate::read::package::Grammar;

macro_rules! grammars {
    ($( $name:ident $lines:literal )*) => { $( pub static $name: LazyLock<Grammar> = LazyLock::new(|| Grammar::new($lines)); )* };
}

/// Names of the parts that every workbook has, beside its worksheets and tables.
pub const PARTS: [&str; 10] =
    [TYPES, "_rels/.rels", "docProps/app.xml", "docProps/core.xml", "docProps/custom.xml", BOOK, BOOK_LINKS, STRINGS, STYLES, THEME];
pub const TYPES: &str = "[Content_Types].xml";
pub const BOOK: &str = "xl/workbook.xml";
pub const BOOK_LINKS: &str = "xl/_rels/workbook.xml.rels";
pub const STRINGS: &str = "xl/sharedStrings.xml";
pub const STYLES: &str = "xl/styles.xml";
pub const THEME: &str = "xl/theme/theme1.xml";
/// What the colours of the theme are: SHA-256 of its part.
pub const THEME_DIGEST: &str = "2ae67d22f62446056cd1529a3c2dbacd366f0983bb6b2ee3960b6ceb5070c5ee";

/// Formats that show a text or a number as it is: by number, and those with a code of their own (space behind a number).
pub const FORMATS: [u32; 2] = [0, 49];
pub const CODES: [&str; 2] = ["@", "0_ "];

/// Colours that stand out: of type, and of the grounds under it. The theme's first is black, and no ground is white paper.
pub const INKS: [(&str, &[&str]); 3] =
    [("theme 1", &["", "FFD0D0D0", "FFECECEC", "FFD9D9D9", "FFF2F2F2"]), ("FFFFFFFF", &["FF1F4E79"]), ("FF1F4E79", &["FFF2F2F2"])];

grammars! {
    SHEET_LINES "
worksheet xmlns=http://schemas.openxmlformats.org/spreadsheetml/2006/main xmlns:r=http://schemas.openxmlformats.org/officeDocument/2006/relationships
  sheetPr
    pageSetUpPr fitToPage=1
  dimension ref
  sheetViews
    sheetView showGridLines=0 tabSelected=1 workbookViewId=0
      pane xSplit ySplit topLeftCell activePane state=frozen
      selection* pane activeCell sqref
  sheetFormatPr defaultRowHeight=12
  cols
    col* min max width style hidden=1 customWidth=1
  sheetData
    row* r spans ht customHeight=1
      c* r s t=s|str
        f\"
        v\"
  sheetProtection sheet=1 objects=1 scenarios=1 formatColumns=0 formatRows=0 sort=0 autoFilter=0
  autoFilter ref
  mergeCells count
    mergeCell* ref
  conditionalFormatting* sqref
    cfRule* type=expression dxfId=0 priority
      formula\"
  dataValidations count
    dataValidation* type=list|textLength operator=lessThanOrEqual allowBlank=1 showInputMessage=1 showErrorMessage=1 errorTitle error promptTitle prompt sqref
      formula1\"
  hyperlinks
    hyperlink* ref location display=全文→
  printOptions horizontalCentered=1
  pageMargins left right top bottom header footer
  pageSetup paperSize fitToHeight=0 orientation=portrait|landscape horizontalDpi=200 verticalDpi=200
  headerFooter
    oddHeader\"
    oddFooter\"
  rowBreaks count manualBreakCount
    brk* id max=16383 man=1
  ignoredErrors
    ignoredError* sqref numberStoredAsText=1
  tableParts count=1
    tablePart r:id=rId1
"
    BOOK_LINES "
workbook xmlns=http://schemas.openxmlformats.org/spreadsheetml/2006/main xmlns:r=http://schemas.openxmlformats.org/officeDocument/2006/relationships
  fileVersion appName=xl lastEdited=4 lowestEdited=4 rupBuild=4505
  workbookPr defaultThemeVersion=124226
  bookViews
    workbookView xWindow=240 yWindow=15 windowWidth=16095 windowHeight=9660
  sheets
    sheet* name sheetId state=veryHidden r:id
  definedNames
    definedName*\" name localSheetId hidden=1
  calcPr calcId=124519 fullCalcOnLoad=1
"
    STYLE_LINES "
styleSheet xmlns=http://schemas.openxmlformats.org/spreadsheetml/2006/main
  numFmts count
    numFmt* numFmtId formatCode
  fonts count
    font*
      b
      u
      sz val
      color theme rgb
      name val
      family val=3
      charset val=128
  fills count
    fill*
      patternFill patternType=none|gray125|solid
        fgColor rgb
        bgColor indexed=64
  borders count
    border*
      left style=thin|hair
        color auto=1
      right style=thin|hair
        color auto=1
      top style=thin|hair
        color auto=1
      bottom style=thin|hair
        color auto=1
      diagonal
  cellStyleXfs count
    xf numFmtId=0 fontId=0 fillId=0 borderId=0
  cellXfs count
    xf* numFmtId fontId fillId borderId xfId=0 applyNumberFormat=1 applyFont=1 applyFill=1 applyBorder=1 applyAlignment=1 applyProtection=1
      alignment horizontal=left|center|right vertical=top|center textRotation=255 indent=1 wrapText=1 shrinkToFit=1
      protection locked=0
  cellStyles count=1
    cellStyle name=Normal xfId=0 builtinId=0
  dxfs count=0|1
    dxf
      fill
        patternFill
          bgColor rgb=FFFFF2B3
  tableStyles count=0 defaultTableStyle=TableStyleMedium9 defaultPivotStyle=PivotStyleLight16
"
    STRING_LINES "
sst xmlns=http://schemas.openxmlformats.org/spreadsheetml/2006/main count uniqueCount
  si*
    r*
      rPr
        b
        u
        sz val
        color theme rgb
        rFont val
        family val=3
        charset val=128
      t\" xml:space=preserve
    t\" xml:space=preserve
"
    TABLE_LINES "
table xmlns=http://schemas.openxmlformats.org/spreadsheetml/2006/main id=1 name=意見一覧|意見と対応 displayName=意見一覧|意見と対応 ref totalsRowShown=0
  autoFilter ref
  tableColumns count
    tableColumn* id name
  tableStyleInfo name=TableStyleLight15 showFirstColumn=0 showLastColumn=0 showRowStripes=0 showColumnStripes=0
"
    TYPE_LINES "
Types xmlns=http://schemas.openxmlformats.org/package/2006/content-types
  Default* Extension=rels|xml ContentType=application/vnd.openxmlformats-package.relationships+xml|application/xml
  Override* PartName ContentType=application/vnd.openxmlformats-officedocument.extended-properties+xml|application/vnd.openxmlformats-package.core-properties+xml|application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml|application/vnd.openxmlformats-officedocument.theme+xml|application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml|application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml|application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml|application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml|application/vnd.openxmlformats-officedocument.custom-properties+xml
"
    LINK_LINES "
Relationships xmlns=http://schemas.openxmlformats.org/package/2006/relationships
  Relationship* Id Type=http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument|http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties|http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties|http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties|http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet|http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme|http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles|http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings|http://schemas.openxmlformats.org/officeDocument/2006/relationships/table Target
"
    CUSTOM_LINES "
Properties xmlns=http://schemas.openxmlformats.org/officeDocument/2006/custom-properties xmlns:vt=http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes
  property* fmtid={D5CDD505-2E9C-101B-9397-08002B2CF9AE} pid name
    vt:lpwstr\"
"
    CORE_LINES "
cp:coreProperties xmlns:cp=http://schemas.openxmlformats.org/package/2006/metadata/core-properties xmlns:dc=http://purl.org/dc/elements/1.1/ xmlns:dcterms=http://purl.org/dc/terms/ xmlns:dcmitype=http://purl.org/dc/dcmitype/ xmlns:xsi=http://www.w3.org/2001/XMLSchema-instance
  dc:title\"
  dc:creator\"
  cp:lastModifiedBy\"
  dcterms:created\" xsi:type=dcterms:W3CDTF
  dcterms:modified\" xsi:type=dcterms:W3CDTF
"
    APP_LINES "
Properties xmlns=http://schemas.openxmlformats.org/officeDocument/2006/extended-properties xmlns:vt=http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes
  Application\"
  DocSecurity\"
  ScaleCrop\"
  HeadingPairs
    vt:vector size baseType=variant
      vt:variant*
        vt:lpstr\"
        vt:i4\"
  TitlesOfParts
    vt:vector size baseType=lpstr
      vt:lpstr*\"
  Company\"
  LinksUpToDate\"
  SharedDoc\"
  HyperlinksChanged\"
  AppVersion\"
"
}
