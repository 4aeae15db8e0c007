//! Picture: a page as the screen shows it. Most pages are black, white and grey, and take a third of the bytes then.

use png::{BitDepth, ColorType, Compression, Encoder};
use typst_layout::PagedDocument;

/// The PNG of a page, from 1.
pub fn picture(document: &PagedDocument, page: usize, ppi: f64) -> Option<Vec<u8>> {
    let page = document.pages().get(page.checked_sub(1)?)?;
    let options = typst_render::RenderOptions { pixel_per_pt: (ppi / 72.0).into(), ..Default::default() };
    let pixels = typst_render::render(page, &options);
    let (width, height) = (pixels.width(), pixels.height());
    let (quads, _) = pixels.data().as_chunks::<4>();
    let seen: Vec<[u8; 3]> = quads.iter().map(on_white).collect();
    let is_grey = seen.iter().all(|[red, green, blue]| red == green && green == blue);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_color(if is_grey { ColorType::Grayscale } else { ColorType::Rgb });
    encoder.set_compression(Compression::Fast);
    let bytes_seen: Vec<u8> = if is_grey { seen.iter().map(|[grey, ..]| *grey).collect() } else { seen.concat() };
    encoder.write_header().ok()?.write_image_data(&bytes_seen).ok()?;
    Some(bytes)
}

/// Red, green and blue of a pixel on white paper; they are multiplied by its opacity already.
fn on_white([red, green, blue, opacity]: &[u8; 4]) -> [u8; 3] {
    [red, green, blue].map(|part| part.saturating_add(255 - opacity))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn picture_on_white() {
        assert_eq!(on_white(&[0, 0, 0, 0]), [255; 3]);
        assert_eq!(on_white(&[0, 0, 0, 255]), [0; 3]);
        assert_eq!(on_white(&[128, 0, 0, 128]), [255, 127, 127]);
    }
}
