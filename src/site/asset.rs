//! What may be published of the files that pages refer to, and how large an image is.

use crate::edition::Asset;
use crate::path::SourcePath;

use super::svg;

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// A file to open or to keep.
    File,
    /// An image, with its size in pixels where the file tells.
    Image(Option<(u32, u32)>),
    /// An image that is not published, and why.
    Unsafe(&'static str),
    /// A kind of file that is not published.
    Refused,
}

/// Images whose format holds no code, by extension. SVG is looked into.
const IMAGES: &str = "png apng jpg jpeg gif webp avif ico bmp";

/// Files that browsers show as text, or keep; none that they run.
const FILES: &str = "
    txt md markdown mdx rst adoc org tex bib log diff patch example license notice template tmpl
    pdf epub rtf doc docx dotx odt ott xls xlsx xlsm ods ppt pptx potx odp drawio bpmn puml mmd dot
    csv tsv json jsonl yaml yml toml ini cfg conf env properties sql spdx cdx lock ipynb
    zip gz tgz xz bz2 zst tar 7z asc sig pem crt sha256 sha512 ics vcf
    mp3 ogg oga wav flac m4a mp4 m4v webm ogv mov vtt srt psd ai eps sketch fig ttf otf woff woff2
    sh bash ps1 bat py rb rs go java kt c h cc cpp hpp cs swift ts r gradle tf
";

/// Looks at a file: at its name first, and at its bytes only where it is an image.
pub(super) fn look(path: &SourcePath, asset: &Asset) -> Look {
    let extension = path.extension();
    if extension == "svg" {
        let checked = asset.blob.text().map_or(Err("it is no UTF-8 text"), |text| svg::inspect(text));
        return checked.map_or_else(Look::Unsafe, Look::Image);
    }
    if names(IMAGES, &extension) {
        return Look::Image(size(asset.blob.bytes()));
    }
    if names(FILES, &extension) || is_no_type(&extension) { Look::File } else { Look::Refused }
}

/// Tells whether a file is an image by its name.
pub(super) fn is_image(path: &str) -> bool {
    extension_of(path).is_some_and(|extension| extension == "svg" || names(IMAGES, &extension))
}

/// Tells whether a name ends as files do.
pub(super) fn is_file_name(name: &str) -> bool {
    extension_of(name).is_none_or(|end| names(FILES, &end) || names(IMAGES, &end) || names("svg html htm", &end))
}

fn extension_of(name: &str) -> Option<String> {
    name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase())
}

fn names(list: &str, extension: &str) -> bool {
    list.split_whitespace().any(|known| known == extension)
}

/// Tells whether the end of a name is no type, as in `LICENSE` and `LICENSE-2.0`.
fn is_no_type(extension: &str) -> bool {
    extension.bytes().all(|byte| byte.is_ascii_digit())
}

fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let size = imagesize::blob_size(bytes).ok()?;
    let sides = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
    (sides.0 > 0 && sides.1 > 0).then_some(sides)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::Blob;
    use crate::path::UrlPath;

    fn seen(name: &str, bytes: &[u8]) -> Look {
        let asset = Asset { url: UrlPath::root(), blob: Blob::new(bytes.to_vec()), is_data: false };
        look(&SourcePath::new(name).expect("a fine path"), &asset)
    }

    #[test]
    fn files_are_what_their_names_say() {
        let gif = b"GIF89a\x02\0\x03\0\0\0\0";
        assert_eq!(seen("a.GIF", gif), Look::Image(Some((2, 3))));
        assert_eq!(seen("a.png", b"no image"), Look::Image(None));
        assert_eq!(seen("a.svg", b"<svg width='1' height='2'/>"), Look::Image(Some((1, 2))));
        assert!(matches!(seen("a.svg", b"<svg onload='x'/>"), Look::Unsafe(_)));
        assert!(matches!(seen("a.svg", b"\xff"), Look::Unsafe(_)));
        for name in ["LICENSE", "a.pdf", "LICENSE-2.0", "data.csv"] {
            assert_eq!(seen(name, b""), Look::File, "{name}");
        }
        for name in
            ["a.html", "a.htm", "a.xhtml", "a.js", "a.mjs", "a.xml", "a.xsl", "a.swf", "a.svgz", "a.exe", "a.css"]
        {
            assert_eq!(seen(name, b""), Look::Refused, "{name}");
        }
    }
}
