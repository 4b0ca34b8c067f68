package dev.stator.jmh.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs benchmarks: those of this commit, or with {@code --compare BASE} also those of another one
 * in turn on the same machine. Every other argument is one of JMH.
 */
public final class Bench {
  private static final String USAGE =
      """
      usage: bench [--short] [--out FILE] [--compare BASE [--rounds N]] [options of JMH]
        --short         one fork with short iterations: shows that everything runs, as in CI
        --out FILE      where the results go in JSON (default: jmh/target/jmh.json)
        --compare BASE  builds that commit in a worktree and runs both in turn; ends with 1 when a
                        benchmark allocates more, is slower beyond doubt, or has disappeared
        --rounds N      how often both run (default: 3)
      """;

  private static final int REGRESSED = 1;
  private static final int WRONG_USAGE = 2;
  private static final int IMPOSSIBLE = 4;
  private static final String JMH = "org.openjdk.jmh.Main";
  private static final List<String> SHORT =
      List.of("-wi", "2", "-w", "200ms", "-i", "3", "-r", "200ms");

  private final Path root;
  private final List<String> jmhOptions = new ArrayList<>();
  private Path out;
  private String base = "";
  private int rounds = 3;
  private boolean isShort;

  private Bench(Path root) {
    this.root = root;
    this.out = root.resolve("jmh/target/jmh.json");
  }

  public static void main(String[] args) throws InterruptedException {
    System.exit(run(args));
  }

  private static int run(String[] args) throws InterruptedException {
    Bench bench = new Bench(Path.of(System.getProperty("stator.root", "")).toAbsolutePath());
    try {
      if (!bench.parse(Arrays.asList(args).iterator())) {
        System.err.print(USAGE);
        return WRONG_USAGE;
      }
      return bench.base.isEmpty() ? bench.runOnce() : bench.compare();
    } catch (IOException e) {
      System.err.println("it could not be done: " + e.getMessage());
      return IMPOSSIBLE;
    }
  }

  private boolean parse(java.util.Iterator<String> args) {
    while (args.hasNext()) {
      String arg = args.next();
      switch (arg) {
        case "--short" -> isShort = true;
        case "--help" -> {
          return false;
        }
        case "--compare", "--out", "--rounds" -> {
          if (!args.hasNext() || !set(arg, args.next())) {
            return false;
          }
        }
        default -> jmhOptions.add(arg);
      }
    }
    return true;
  }

  private boolean set(String option, String value) {
    switch (option) {
      case "--compare" -> base = value;
      case "--out" -> out = Path.of(value).toAbsolutePath();
      default -> {
        if (!value.matches("[1-9]\\d?")) {
          return false;
        }
        rounds = Integer.parseInt(value);
      }
    }
    return true;
  }

  private int runOnce() throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(isShort ? SHORT : List.of());
    if (isShort) {
      options.addAll(List.of("-f", "1"));
    }
    options.addAll(jmhOptions);
    runJmh(ownJar(), options, out, true);
    System.out.println("results in " + out);
    return 0;
  }

  /** A comparison that could not be made must not look like one without regressions. */
  private int compare() throws IOException, InterruptedException {
    Path worktree = root.resolve("target/bench-base");
    removeWorktree(worktree);
    call(root, "git", "worktree", "add", "--detach", worktree.toString(), base);
    try {
      System.out.println("building " + base);
      call(
          worktree,
          "./mvnw",
          "-q",
          "-Dmaven.test.skip=true",
          "-Dspotless.check.skip=true",
          "-Djacoco.skip=true",
          "-pl",
          "jmh",
          "-am",
          "package");
      return report(worktree.resolve("jmh/target/jmh.jar"));
    } finally {
      removeWorktree(worktree);
    }
  }

  private int report(Path baseJar) throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(isShort ? SHORT : List.of());
    options.addAll(List.of("-f", "1"));
    options.addAll(jmhOptions);
    Map<String, Score> before = new TreeMap<>();
    Map<String, Score> after = new TreeMap<>();
    for (int round = 1; round <= rounds; round++) {
      System.out.println("round " + round + " of " + rounds);
      add(before, runJmh(baseJar, options, out.resolveSibling("base-" + round + ".json"), false));
      add(after, runJmh(ownJar(), options, out.resolveSibling("head-" + round + ".json"), false));
    }
    if (before.isEmpty()) {
      throw new IOException("the base has no such benchmark");
    }
    int failures = 0;
    for (Regressions.Line line : Regressions.between(before, after)) {
      failures += line.failed().isEmpty() ? 0 : 1;
      String failed = line.failed().isEmpty() ? "" : "FAIL " + line.failed();
      System.out.printf("%-90s %s %s%n", line.name(), line.text(), failed);
    }
    System.out.println(failures == 0 ? "PASS" : "FAIL: " + failures + " benchmarks");
    return failures == 0 ? 0 : REGRESSED;
  }

  private static void add(Map<String, Score> all, Map<String, Score> round) {
    round.forEach((name, score) -> all.merge(name, score, Score::plus));
  }

  private Map<String, Score> runJmh(Path jar, List<String> options, Path results, boolean shown)
      throws IOException, InterruptedException {
    Files.createDirectories(results.getParent());
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("@" + root.resolve("config/jvm.options"));
    command.addAll(List.of("-cp", jar.toString(), JMH));
    command.addAll(List.of("-rf", "json", "-rff", results.toString(), "-prof", "gc"));
    command.addAll(List.of("-foe", "true"));
    command.addAll(options);
    Path log = results.resolveSibling(results.getFileName() + ".log");
    ProcessBuilder process = new ProcessBuilder(command);
    process.redirectError(ProcessBuilder.Redirect.INHERIT);
    process.redirectOutput(
        shown ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.to(log.toFile()));
    if (process.start().waitFor() != 0) {
      throw new IOException("the benchmarks of " + jar + " failed" + (shown ? "" : ", see " + log));
    }
    return Scores.read(results);
  }

  private static Path ownJar() throws IOException {
    String path = System.getProperty("java.class.path");
    if (path == null || path.contains(java.io.File.pathSeparator)) {
      throw new IOException("this must run from jmh.jar");
    }
    return Path.of(path).toAbsolutePath();
  }

  private void removeWorktree(Path worktree) throws IOException, InterruptedException {
    if (Files.exists(worktree)) {
      call(root, "git", "worktree", "remove", "--force", worktree.toString());
    }
  }

  private static void call(Path directory, String... command)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).directory(directory.toFile()).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
  }
}
