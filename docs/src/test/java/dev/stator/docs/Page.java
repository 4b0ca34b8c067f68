package dev.stator.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of Markdown, as far as the tests look into it. */
record Page(Path path) {
  private static final String FENCE = "```";
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CELL = Pattern.compile("\\|((?:[^|\\\\]|\\\\.)*)(?=\\|)");
  private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");

  /** The text of the fenced blocks by what stands behind their opening fence. */
  Map<String, String> blocks() {
    Map<String, String> blocks = new LinkedHashMap<>();
    String name = null;
    StringBuilder text = new StringBuilder();
    for (String line : Project.read(path).lines().toList()) {
      if (line.startsWith(FENCE) && name == null) {
        name = line.substring(FENCE.length()).strip();
        text.setLength(0);
      } else if (line.startsWith(FENCE) && name != null) {
        blocks.put(name, text.toString());
        name = null;
      } else {
        text.append(line).append('\n');
      }
    }
    return blocks;
  }

  /** The lines outside of fenced blocks. */
  List<String> prose() {
    List<String> prose = new ArrayList<>();
    boolean fenced = false;
    for (String line : Project.read(path).lines().toList()) {
      if (line.startsWith(FENCE)) {
        fenced = !fenced;
      } else if (!fenced) {
        prose.add(line);
      }
    }
    return prose;
  }

  /** The rows of all tables below the heading, up to the next one; without their head. */
  List<List<String>> rows(String heading) {
    List<List<String>> rows = new ArrayList<>();
    boolean below = false;
    boolean head = true;
    for (String line : prose()) {
      if (line.startsWith("#")) {
        below = line.replaceFirst("^#+ ", "").equals(heading);
      } else if (!line.startsWith("|")) {
        head = true;
      } else if (line.startsWith("|-") || line.startsWith("|:-")) {
        head = false;
      } else if (below && !head) {
        rows.add(cells(line));
      }
    }
    return rows;
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    Matcher cell = CELL.matcher(line.strip());
    while (cell.find()) {
      cells.add(cell.group(1).strip().replace("\\|", "|"));
    }
    return cells;
  }

  /** Where its links lead, as written. */
  List<String> links() {
    List<String> links = new ArrayList<>();
    for (String line : prose()) {
      Matcher link = LINK.matcher(SPAN.matcher(line).replaceAll(""));
      while (link.find()) {
        links.add(link.group(1));
      }
    }
    return links;
  }

  /** What its prose sets as code. */
  Set<String> codeSpans() {
    Set<String> spans = new LinkedHashSet<>();
    prose().forEach(line -> spans.addAll(codeSpans(line)));
    return spans;
  }

  static List<String> codeSpans(String text) {
    return SPAN.matcher(text).results().map(span -> span.group(1)).toList();
  }

  /** The names by which links find its headings. */
  Set<String> anchors() {
    Set<String> anchors = new LinkedHashSet<>();
    for (String line : prose()) {
      if (line.startsWith("#")) {
        String title = line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT);
        anchors.add(title.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'));
      }
    }
    return anchors;
  }
}
