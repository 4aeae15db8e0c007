//! Colours: how light they are (ISO 32000-1, 8.6).

use hayro_syntax::object::{MaybeRef, Object};

use super::Page;
use crate::read::digest::digest;
use crate::read::pdf::file::{self, Result};

/// The colour profiles that are ever written (a grey with the curve of sRGB, and sRGB), by their digests: a profile of
/// somebody else may say that 0 is white.
const PROFILES: &[&str] = &[
    "00c0f94e09127520a17dc0e1d9264b5702081d96dbdb1549ee88e3631ce42a9d",
    "c56e1685d888f5edb92fe07f2750f387f8fe8e91b32ff8fb0b56bfbbb9458353",
];

/// A space of plain colours.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Space {
    Grey,
    Rgb,
    Cmyk,
    Unknown,
}

impl Page<'_, '_> {
    pub(super) fn colour(&mut self, operator: &[u8], operands: &[Object<'_>], numbers: Option<&[f64]>) -> Result<bool> {
        let strokes = operator[0].is_ascii_uppercase();
        let space = match (operator, operands) {
            (b"cs" | b"CS", [Object::Name(name)]) => Some(self.named_space(name.as_ref())?),
            (b"g" | b"G", _) => Some(Space::Grey),
            (b"rg" | b"RG", _) => Some(Space::Rgb),
            (b"k" | b"K", _) => Some(Space::Cmyk),
            (b"sc" | b"scn" | b"SC" | b"SCN", _) => None,
            _ => return Ok(false),
        };
        let state = &mut self.state;
        let (of, light) = if strokes { (&mut state.stroke_space, &mut state.stroke) } else { (&mut state.fill_space, &mut state.fill) };
        *of = space.unwrap_or(*of);
        if matches!(operator, b"cs" | b"CS") {
            *light = (*of != Space::Unknown).then_some(0.0);
            return Ok(true);
        }
        // How light a colour is, as sRGB has it.
        let linear = |value: f64| if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) };
        let rgb = |red: f64, green: f64, blue: f64| 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
        *light = match (*of, numbers) {
            (Space::Grey, Some(&[grey])) => Some(linear(grey)),
            (Space::Rgb, Some(&[red, green, blue])) => Some(rgb(red, green, blue)),
            (Space::Cmyk, Some(&[c, m, y, k])) => Some(rgb((1.0 - c) * (1.0 - k), (1.0 - m) * (1.0 - k), (1.0 - y) * (1.0 - k))),
            _ => None,
        };
        Ok(true)
    }

    /// The space with a name. It is named again for nearly every text, and its profile takes long to unpack.
    fn named_space(&mut self, name: &[u8]) -> Result<Space> {
        if let Some(space) = self.spaces.get(name) {
            return Ok(*space);
        }
        let space = self.space(name)?;
        self.spaces.insert(name.to_vec(), space);
        Ok(space)
    }

    /// The space with a name: the plain ones, and those by the profiles that are written.
    fn space(&self, name: &[u8]) -> Result<Space> {
        let spaces = self.file.dict(self.resources, "ColorSpace")?;
        let plain = |name: &[u8]| match name {
            b"DeviceGray" => Space::Grey,
            b"DeviceRGB" => Space::Rgb,
            b"DeviceCMYK" => Space::Cmyk,
            _ => Space::Unknown,
        };
        match self.file.get(&spaces, &String::from_utf8_lossy(name))? {
            Object::Null(_) => Ok(plain(name)),
            Object::Array(array) => {
                let entries = self.file.entries(&array)?;
                let is_profile = matches!(entries.first(), Some(MaybeRef::NotRef(Object::Name(name))) if name.as_ref() == b"ICCBased");
                let Some((dict, bytes)) = self.file.stream(entries.into_iter().nth(1))?.filter(|_| is_profile) else {
                    return Ok(Space::Unknown);
                };
                let known = PROFILES.contains(&digest(&bytes).as_str());
                Ok(match file::count(self.file.get(&dict, "N")?) {
                    Some(1) if known => Space::Grey,
                    Some(3) if known => Space::Rgb,
                    _ => Space::Unknown,
                })
            }
            _ => Ok(Space::Unknown),
        }
    }
}
