//! `places`: importing a gazetteer of the operator's own, and looking places up.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Cursor, Read, Write},
    path::{Path, PathBuf},
};

use super::{
    args::{FindArgs, GeonamesArgs},
    error::CliError,
    indexing,
    output::Output,
    process::Exit,
    terminal_text::{columns, harmless},
    wording::{counted, grouped},
};
use crate::{
    config::Config,
    index::{DataDir, Generation, IndexError, Verify},
    places::{GazetteerBuilder, GeoNames, GeoNamesFile, PlaceKind, PlaceSummary},
};

/// Lines that were left out, named one by one.
const NAMED: usize = 5;
/// Places that `find` lists.
const FOUND: usize = 20;

/// Reads GeoNames files and keeps them for the next reindex.
pub fn import_geonames(arguments: &GeonamesArgs, output: &Output) -> Result<Exit, CliError> {
    let mut cities: Option<Box<dyn BufRead>> = None;
    let mut admin1: Option<Box<dyn BufRead>> = None;
    let mut countries: Option<Box<dyn BufRead>> = None;
    for path in &arguments.files {
        let (kind, reader) = open_geonames(path)?;
        let kept = match kind {
            GeoNamesFile::Cities => &mut cities,
            GeoNamesFile::Admin1 => &mut admin1,
            GeoNamesFile::Countries => &mut countries,
        };
        *kept = Some(match kept.take() {
            Some(before) => Box::new(before.chain(reader)),
            None => reader,
        });
    }
    let Some(cities) = cities else {
        return Err(CliError::Usage {
            message: "none of the files is a list of cities".to_owned(),
            hint:
                "add one, such as `cities15000.txt` of <https://download.geonames.org/export/dump/>"
                    .to_owned(),
        });
    };
    let has_regions = admin1.is_some();
    let first = arguments.files.first().cloned().unwrap_or_default();
    let (geonames, report) =
        GeoNames::parse(cities, admin1, countries).map_err(|source| CliError::GeoNames {
            path: first,
            source,
        })?;
    for (line, reason) in report.skipped.iter().take(NAMED) {
        output.words(&format!("skipped line {line} of {reason}"));
    }
    if report.skipped.len() > NAMED {
        output.words(&format!(
            "skipped {} more lines",
            grouped((report.skipped.len() - NAMED) as u64)
        ));
    }
    if geonames.is_empty() {
        output.problem("the files hold no city", Some("nothing was changed"));
        return Ok(Exit::No);
    }
    let path = arguments.data.dir().geonames_file();
    write_atomically(&path, &encode(&geonames, &path)?)?;
    if output.json {
        output.json(&serde_json::json!({
            "cities": geonames.len(), "lines": report.lines, "kept": report.kept,
            "skipped": report.skipped.len(), "file": path,
        }))?;
    } else {
        let cities = counted(geonames.len() as u64, "city", "cities");
        output.data(&format!(
            "Imported {cities} ({} of {} lines kept) to {}\n",
            grouped(report.kept),
            grouped(report.lines),
            path.display()
        ))?;
    }
    if !has_regions {
        output.words("without admin1CodesASCII.txt no city has a state; add it to tell cities of one name apart");
    }
    output.words("the next `trialseek reindex SOURCE` uses it; GeoNames is under CC BY 4.0, so name it where you publish");
    Ok(Exit::Done)
}

/// Opens a file of any form, and recognises what it is by its first line.
fn open_geonames(path: &Path) -> Result<(GeoNamesFile, Box<dyn BufRead>), CliError> {
    let mut reader = decompress(path).map_err(CliError::io("read", path))?;
    let mut first_line = Vec::new();
    reader
        .by_ref()
        .take(1 << 20)
        .read_until(b'\n', &mut first_line)
        .map_err(CliError::io("read", path))?;
    let kind = GeoNamesFile::sniff(&String::from_utf8_lossy(&first_line)).ok_or_else(|| CliError::Usage {
        message: format!("`{}` is not a file of GeoNames", path.display()),
        hint: "take cities*.txt, admin1CodesASCII.txt and countryInfo.txt of <https://download.geonames.org/export/dump/>"
            .to_owned(),
    })?;
    Ok((kind, Box::new(Cursor::new(first_line).chain(reader))))
}

/// Opens a file, unpacked if it is packed.
pub(super) fn decompress(path: &Path) -> io::Result<Box<dyn BufRead>> {
    let mut reader = BufReader::new(File::open(path)?);
    let head = reader.fill_buf()?;
    if head.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::new(
            flate2::bufread::MultiGzDecoder::new(reader),
        )));
    }
    if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return Ok(Box::new(BufReader::new(zstd::Decoder::with_buffer(
            reader,
        )?)));
    }
    if head.starts_with(b"PK\x03\x04") {
        return unzip(File::open(path)?);
    }
    Ok(Box::new(reader))
}

/// Reads the one list in an archive, beside which GeoNames may put a readme.
fn unzip(file: File) -> io::Result<Box<dyn BufRead>> {
    let mut archive = zip::ZipArchive::new(file)?;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index)?;
        let name = entry.name()?.to_ascii_lowercase();
        if entry.is_file() && name.ends_with(".txt") && !name.contains("readme") {
            let mut text = Vec::new();
            entry.read_to_end(&mut text)?;
            return Ok(Box::new(Cursor::new(text)));
        }
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidData,
        "the archive holds no list",
    ))
}

fn encode(geonames: &GeoNames, path: &Path) -> Result<Vec<u8>, CliError> {
    postcard::to_stdvec(geonames)
        .map_err(|error| CliError::io("encode", path)(io::Error::other(error.to_string())))
}

/// Writes a file aside, syncs it and renames it into place.
pub(super) fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    let folder: PathBuf = path.parent().unwrap_or(Path::new(".")).to_owned();
    fs::create_dir_all(&folder).map_err(CliError::io("create", &folder))?;
    let mut aside =
        tempfile::NamedTempFile::new_in(&folder).map_err(CliError::io("write in", &folder))?;
    let written = aside
        .write_all(bytes)
        .and_then(|()| aside.as_file().sync_all());
    written.map_err(CliError::io("write", path))?;
    aside
        .persist(path)
        .map_err(|error| CliError::io("write", path)(error.error))?;
    File::open(&folder)
        .and_then(|folder| folder.sync_all())
        .map_err(CliError::io("sync", folder))
}

/// Lists places by name: of the live index or, where there is none, of the gazetteer alone.
pub fn find(arguments: &FindArgs, config: &Config, output: &Output) -> Result<Exit, CliError> {
    let name = arguments.name.join(" ");
    let places = find_places(&arguments.data.dir(), config, &name)?;
    if output.json {
        output.json(&serde_json::json!({ "places": places }))?;
    } else if places.is_empty() {
        output.words(&format!("no place is called `{}`", harmless(&name)));
    } else {
        output.data(&places_text(&places))?;
    }
    Ok(if places.is_empty() {
        Exit::No
    } else {
        Exit::Done
    })
}

fn find_places(data: &DataDir, config: &Config, name: &str) -> Result<Vec<PlaceSummary>, CliError> {
    let Some(live) = data.current()? else {
        let (gazetteer, _) = GazetteerBuilder::new(indexing::place_tables(config, data)?).finish();
        let places = gazetteer.find(name, FOUND);
        // Without an index the tables answer; that there is none deserves a word where they do not.
        return match places.is_empty() && !data.geonames_file().exists() {
            true => Err(IndexError::NoIndex(data.root().to_owned()).into()),
            false => Ok(places),
        };
    };
    let generation = Generation::open(&data.generation_dir(live), Verify::Sizes)?;
    Ok(generation.gazetteer().find(name, FOUND))
}

fn places_text(places: &[PlaceSummary]) -> String {
    let labels: Vec<String> = places.iter().map(|place| harmless(&place.label)).collect();
    let width = labels.iter().map(|label| columns(label)).max().unwrap_or(0);
    let rows = places.iter().zip(labels).map(|(place, label)| {
        let gap = " ".repeat(width - columns(&label));
        let kind = match place.kind {
            PlaceKind::City => "city",
            PlaceKind::State => "state",
            PlaceKind::Country => "country",
            PlaceKind::Zip => "postal code",
            PlaceKind::Coordinates => "point",
            PlaceKind::Region => "region",
        };
        let point = place
            .point
            .map(|point| format!("{:.2},{:.2}", point.lat(), point.lon()))
            .unwrap_or_default();
        format!(
            "{label}{gap}  {kind:<7}  {point:>14}  {:>9}\n",
            counted(u64::from(place.sites), "site", "sites")
        )
    });
    rows.collect()
}
