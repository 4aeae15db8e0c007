//! Predictor: what a filter of a stream did to its bytes so that they pack better (ISO 32000-1, 7.4.4.4), undone.

/// Undoes a PNG predictor; nothing if the predictor is another. `value` knows the filter's parameters, or takes what stands
/// for one that is not there.
pub fn unpredict(bytes: Vec<u8>, value: impl Fn(&[u8], usize) -> usize) -> Option<Vec<u8>> {
    match value(b"Predictor", 1) {
        1 => return Some(bytes),
        10..=15 => {}
        _ => return None,
    }
    let bits = value(b"Colors", 1).checked_mul(value(b"BitsPerComponent", 8))?;
    let pixel = bits.div_ceil(8).max(1);
    let width = bits.checked_mul(value(b"Columns", 1))?.div_ceil(8);
    let mut above = vec![0; width.min(bytes.len())];
    let mut result = Vec::with_capacity(bytes.len());
    for row in bytes.chunks_exact(width.checked_add(1)?) {
        let mut line = row[1..].to_vec();
        for at in 0..width {
            let left = if at < pixel { 0 } else { line[at - pixel] };
            let corner = if at < pixel { 0 } else { above[at - pixel] };
            line[at] = line[at].wrapping_add(match row[0] {
                0 => 0,
                1 => left,
                2 => above[at],
                3 => ((u16::from(left) + u16::from(above[at])) / 2) as u8,
                4 => paeth(left, above[at], corner),
                _ => return None,
            });
        }
        result.extend_from_slice(&line);
        above = line;
    }
    Some(result)
}

/// The neighbour nearest to left + above − corner (PNG, 9.4).
fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(above) - i16::from(corner);
    [left, above, corner].into_iter().min_by_key(|near| (guess - i16::from(*near)).abs()).unwrap_or(0)
}
