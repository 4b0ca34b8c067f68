package dev.stator.core.adaptive;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Draws simulations over time as SVG: requests asked for, admitted and throttled in each second,
 * the partitions there are, and a line at each split. Two simulations of the same traffic lie above
 * each other. Looks like the plots of the load generator's reports.
 */
final class TimelinePlot {
  private static final int WIDTH = 760;
  private static final int LEFT = 56;
  private static final int RIGHT = 12;
  private static final int TOP = 58;
  private static final int RATES = 150;
  private static final int COUNTS = 36;
  private static final int GAP = 16;
  private static final int PANEL = RATES + GAP + COUNTS + 46;

  private static final String STYLE =
      """
      <style>
      svg{--bg:#fff;--fg:#1d2226;--dim:#69737b;--line:#dfe3e6;--c0:#868e96;--c1:#2f6fde;--c2:#c2255c;--c3:#2b8a3e}
      @media(prefers-color-scheme:dark){svg{--bg:#14171a;--fg:#e6e9eb;--dim:#98a2aa;--line:#2c3238;--c0:#adb5bd;--c1:#6ea8fe;--c2:#f783ac;--c3:#69db7c}}
      text{font:11px system-ui,sans-serif;fill:var(--dim)}.h{font-size:14px;font-weight:600;fill:var(--fg)}.p{font-size:12px;fill:var(--fg)}
      path,line{fill:none}.g{stroke:var(--line)}.s{stroke:var(--c3);stroke-dasharray:3 3}
      .c0{stroke:var(--c0)}.c1{stroke:var(--c1)}.c2{stroke:var(--c2)}.c3{stroke:var(--c3)}path{stroke-width:1.8;stroke-linejoin:round}
      </style>
      """;

  private final StringBuilder svg = new StringBuilder();
  private final String title;
  private final int from;
  private double greatestRate = 1;
  private int greatestCount = 1;

  private record Panel(String name, Timeline timeline) {}

  private final List<Panel> panels = new ArrayList<>();

  /**
   * @param from the first second that is shown
   */
  TimelinePlot(String title, int from) {
    this.title = title;
    this.from = from;
  }

  /** Adds a simulation below those there are. */
  TimelinePlot with(String name, Timeline timeline) {
    panels.add(new Panel(name, timeline));
    for (Timeline.Second second : shown(timeline)) {
      greatestRate = Math.max(greatestRate, (double) second.requests());
      greatestCount = Math.max(greatestCount, second.partitions());
    }
    return this;
  }

  private List<Timeline.Second> shown(Timeline timeline) {
    return timeline.seconds().subList(from, timeline.seconds().size());
  }

  String draw() {
    int height = TOP + panels.size() * PANEL;
    svg.setLength(0);
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
            + " aria-label=\"%s\">%n",
        WIDTH, height, title);
    svg.append(STYLE);
    add("<rect width=\"%d\" height=\"%d\" fill=\"var(--bg)\"/>%n", WIDTH, height);
    text(LEFT, 20, "start", "h", title);
    legend();
    for (int i = 0; i < panels.size(); i++) {
      panel(panels.get(i), TOP + i * PANEL);
    }
    svg.append("</svg>\n");
    return svg.toString();
  }

  private void legend() {
    String[] names = {"asked for", "admitted", "throttled", "partitions, splits"};
    for (int i = 0; i < names.length; i++) {
      int x = LEFT + 130 * i;
      add(
          "<line class=\"c%d\" x1=\"%d\" x2=\"%d\" y1=\"36\" y2=\"36\" stroke-width=\"3\"/>%n",
          i, x, x + 16);
      text(x + 22, 40, "start", "", names[i]);
    }
  }

  private void panel(Panel panel, int top) {
    List<Timeline.Second> seconds = shown(panel.timeline());
    int bottom = top + RATES;
    text(LEFT, top + 4, "start", "p", panel.name());
    double step = step(greatestRate);
    for (double rate = 0; rate <= greatestRate * 1.001; rate += step) {
      double y = y(rate, greatestRate, bottom, RATES - 16);
      grid(y);
      text(LEFT - 6, y + 4, "end", "", String.format(Locale.ROOT, "%,.0f", rate));
    }
    line("c0", seconds, Timeline.Second::requests, greatestRate, bottom, RATES - 16);
    line("c1", seconds, Timeline.Second::admitted, greatestRate, bottom, RATES - 16);
    line("c2", seconds, Timeline.Second::throttled, greatestRate, bottom, RATES - 16);
    int countsBottom = bottom + GAP + COUNTS;
    for (int count : new int[] {0, greatestCount}) {
      double y = y(count, greatestCount, countsBottom, COUNTS);
      grid(y);
      text(LEFT - 6, y + 4, "end", "", Integer.toString(count));
    }
    line("c3", seconds, Timeline.Second::partitions, greatestCount, countsBottom, COUNTS);
    for (int split : panel.timeline().splits()) {
      double x = x(split - from, seconds.size());
      add(
          "<line class=\"s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>%n",
          x, x, top + 14, countsBottom);
    }
    double seconds10 = step(seconds.size());
    for (double second = 0; second <= seconds.size() * 1.001; second += seconds10) {
      String name = String.format(Locale.ROOT, "%.0f s", second);
      text(x(second, seconds.size()), countsBottom + 14, "middle", "", name);
    }
  }

  private void line(
      String type,
      List<Timeline.Second> seconds,
      ToDoubleFunction<Timeline.Second> value,
      double greatest,
      int bottom,
      int height) {
    add("<path class=\"%s\" d=\"", type);
    for (int i = 0; i < seconds.size(); i++) {
      double y = y(value.applyAsDouble(seconds.get(i)), greatest, bottom, height);
      add(
          "%s%.1f %.1fH%.1f",
          i == 0 ? "M" : "L", x(i, seconds.size()), y, x(i + 1, seconds.size()));
    }
    add("\"/>%n");
  }

  private void grid(double y) {
    add(
        "<line class=\"g\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
        LEFT, WIDTH - RIGHT, y, y);
  }

  private static double x(double second, int seconds) {
    return LEFT + second / seconds * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double value, double greatest, int bottom, int height) {
    return bottom - value / greatest * height;
  }

  /** A round number of which a handful makes up the greatest. */
  private static double step(double greatest) {
    double unit = Math.pow(10, Math.floor(Math.log10(greatest / 4)));
    double step = unit;
    for (int factor : new int[] {2, 5, 10}) {
      if (step * 5 < greatest) {
        step = factor * unit;
      }
    }
    return step;
  }

  private void text(double x, double y, String anchor, String type, String content) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>%n",
        x, y, anchor, type, content);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format.replace("%n", "\n"), values));
  }
}
