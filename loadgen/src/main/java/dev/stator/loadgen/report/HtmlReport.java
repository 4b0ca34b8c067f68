package dev.stator.loadgen.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The page with plots: one file that needs no network. */
final class HtmlReport {
  private static final String TEMPLATE = "report.html";
  private static final String PLACE = "\"RESULT\"";

  private HtmlReport() {}

  static String page(Map<String, Object> tree) {
    // in a script element only "</" and "<!--" would end the data
    String data = Json.compact(tree).replace("<", "\\u003c");
    return template().replace(PLACE, data);
  }

  private static String template() {
    try (InputStream in = HtmlReport.class.getResourceAsStream(TEMPLATE)) {
      if (in == null) {
        throw new IllegalStateException(TEMPLATE + " is missing");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
