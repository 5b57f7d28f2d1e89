//! What a stream holds, told by its first bytes, and what lies inside when it is compressed.

use std::{
    fs::File,
    io::{self, BufReader, Cursor, Read, Seek, SeekFrom},
};

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
/// Three of the four bytes of a Zstandard frame that holds no data.
const ZSTD_SKIPPABLE: &[u8] = &[0x2a, 0x4d, 0x18];
const ZIP: &[u8] = b"PK\x03\x04";
const EMPTY_ZIP: &[u8] = b"PK\x05\x06";

/// A file within a file within a file is read; more layers are somebody's joke.
const MOST_LAYERS: usize = 3;

/// How the records of a plain stream follow each other, as far as the name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    Lines,
    Document,
    /// One line of JSON Lines that holds several studies, and its number.
    Line(u64),
    Unknown,
}

impl Layout {
    /// Returns the layout for a file name, of which the endings of compression do not count.
    pub(super) fn of(name: &str) -> Self {
        let lower = name.to_lowercase();
        let plain = lower.trim_end_matches(".gz").trim_end_matches(".zst");
        match plain.rsplit_once('.').map(|(_, ending)| ending) {
            Some("jsonl" | "ndjson") => Layout::Lines,
            Some("json") => Layout::Document,
            _ => Layout::Unknown,
        }
    }
}

/// Returns whether a file of a folder or an archive is read, by its name.
pub(super) fn is_read(name: &str) -> bool {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let ending = file
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase());
    let ending_is_known = ending.is_some_and(|ending| {
        ["json", "jsonl", "ndjson", "gz", "zst", "zip"].contains(&ending.as_str())
    });
    // Hidden files hold what the file system or an editor wrote for itself.
    ending_is_known && !file.starts_with('.')
}

/// Returns whether bytes are a zip archive.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) || bytes.starts_with(EMPTY_ZIP)
}

/// Returns whether a file is a zip archive; pipes, which cannot be read twice, never are.
pub(super) fn is_zip_file(file: &mut File) -> io::Result<bool> {
    if !file.metadata()?.is_file() {
        return Ok(false);
    }
    let head = read_head(file)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(is_zip(&head))
}

/// A stream without its compression.
pub(super) enum Decompressed<'a> {
    Plain(BufReader<Box<dyn Read + 'a>>),
    /// A zip archive, which cannot be read as a stream.
    Archive,
}

/// Takes the compression off a stream.
pub(super) fn decompress(mut stream: Box<dyn Read + '_>) -> io::Result<Decompressed<'_>> {
    const BUFFER: usize = 128 * 1024;
    for _ in 0..=MOST_LAYERS {
        let head = read_head(&mut stream)?;
        let is_gzip = head.starts_with(GZIP);
        let is_zstd = head.starts_with(ZSTD) || head.get(1..) == Some(ZSTD_SKIPPABLE);
        if is_zip(&head) {
            return Ok(Decompressed::Archive);
        }
        let whole: Box<dyn Read + '_> = Box::new(Cursor::new(head).chain(stream));
        if is_gzip {
            stream = Box::new(flate2::bufread::MultiGzDecoder::new(
                BufReader::with_capacity(BUFFER, whole),
            ));
        } else if is_zstd {
            stream = Box::new(zstd::stream::read::Decoder::new(whole)?);
        } else {
            return Ok(Decompressed::Plain(BufReader::with_capacity(BUFFER, whole)));
        }
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidData,
        "compressed too many times",
    ))
}

/// Returns the first four bytes, or fewer at the end of the stream.
fn read_head(stream: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(4);
    stream.take(4).read_to_end(&mut head)?;
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_is_read_and_how() {
        for (name, read, layout) in [
            ("a.json", true, Layout::Document),
            ("A.JSON.GZ", true, Layout::Document),
            ("x/y.jsonl.zst", true, Layout::Lines),
            ("a.ndjson", true, Layout::Lines),
            ("bulk.zip", true, Layout::Unknown),
            ("a.gz", true, Layout::Unknown),
            ("stdin", false, Layout::Unknown),
            ("README.md", false, Layout::Unknown),
            (".DS_Store", false, Layout::Unknown),
            ("__MACOSX/._NCT1.json", false, Layout::Document),
        ] {
            assert_eq!((is_read(name), Layout::of(name)), (read, layout), "{name}");
        }
    }
}
