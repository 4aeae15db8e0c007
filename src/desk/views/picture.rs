//! Picture: a page as the screen shows it. Most pages are black, white and grey, and take a third of the bytes then.

use png::{BitDepth, ColorType, Compression, Encoder};
use typst_layout::PagedDocument;

/// The PNG of a page, from 1.
pub fn picture(document: &PagedDocument, page: usize, ppi: f64) -> Option<Vec<u8>> {
    let page = document.pages().get(page.checked_sub(1)?)?;
    let options = typst_render::RenderOptions { pixel_per_pt: (ppi / 72.0).into(), ..Default::default() };
    let pixels = typst_render::render(page, &options);
    let (width, height) = (pixels.width(), pixels.height());
    // Red, green, blue and an opacity that no page lacks.
    let (quads, _) = pixels.data().as_chunks::<4>();
    let is_grey = quads.iter().all(|[red, green, blue, _]| red == green && green == blue);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_color(if is_grey { ColorType::Grayscale } else { ColorType::Rgb });
    encoder.set_compression(Compression::Fast);
    let seen: Vec<u8> = if is_grey {
        quads.iter().map(|[grey, ..]| *grey).collect()
    } else {
        quads.iter().flat_map(|[red, green, blue, _]| [*red, *green, *blue]).collect()
    };
    encoder.write_header().ok()?.write_image_data(&seen).ok()?;
    Some(bytes)
}
