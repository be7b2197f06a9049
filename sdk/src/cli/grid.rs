//! Rows and columns of text, aligned.

use super::format::clipped;

/// The most letters of a cell that are shown.
const WIDEST: usize = 80;

/// Aligns rows under their headings. Columns of numbers stand to the right; what is not there is shown as `NULL`.
pub(super) fn grid<S: AsRef<str>>(headings: &[S], rows: &[Vec<Option<String>>]) -> String {
    let headings: Vec<String> = headings.iter().map(|heading| clipped(heading.as_ref(), WIDEST)).collect();
    let cell = |cell: &Option<String>| clipped(cell.as_deref().unwrap_or("NULL"), WIDEST);
    let cells: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    let width = |column: usize| {
        let widest = cells.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
        widest.unwrap_or(0).max(headings[column].chars().count())
    };
    let widths: Vec<usize> = (0..headings.len()).map(width).collect();
    let numeric: Vec<bool> = (0..headings.len())
        .map(|column| {
            let mut given = rows.iter().filter_map(|row| row.get(column)?.as_deref()).peekable();
            given.peek().is_some() && given.all(is_number)
        })
        .collect();
    let line = |cells: &[String]| {
        let padded = cells.iter().zip(&widths).zip(&numeric).map(|((cell, width), numeric)| match numeric {
            true => format!("{cell:>width$}"),
            false => format!("{cell:<width$}"),
        });
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let mut lines = vec![line(&headings), rule.join("  ")];
    lines.extend(cells.iter().map(|row| line(row)));
    lines.join("\n")
}

fn is_number(text: &str) -> bool {
    // A dash stands for a number that is not known, and a count that was not finished ends in `+`.
    let digits = text.strip_prefix('-').unwrap_or(text).trim_end_matches('+');
    text == "-" || digits.starts_with(|c: char| c.is_ascii_digit()) && digits.replace(',', "").parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_right_and_text_left() {
        let text = |text: &str| Some(text.to_owned());
        let rows = [vec![text("7"), text("pen")], vec![text("1,200"), None], vec![None, text("a\nb")]];
        let expected = "   id  name\n-----  ----\n    7  pen\n1,200  NULL\n NULL  a\\nb";
        assert_eq!(grid(&["id", "name"], &rows), expected);
    }

    #[test]
    fn a_grid_without_rows_has_its_headings() {
        assert_eq!(grid(&["id"], &[]), "id\n--");
    }
}
