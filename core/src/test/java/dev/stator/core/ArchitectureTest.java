package dev.stator.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds which package may know which. An arrow that is not written here does not exist. */
class ArchitectureTest {
  private static final String ROOT = "dev.stator.core";

  /** Each package and all it may know; what it knows stands above it, so there are no cycles. */
  private static final Map<String, Set<String>> ARROWS = new LinkedHashMap<>();

  static {
    ARROWS.put("error", Set.of());
    ARROWS.put("idle", Set.of());
    ARROWS.put("number", Set.of("error"));
    ARROWS.put("model", Set.of("error"));
    ARROWS.put("codec", Set.of("error", "number", "model"));
    ARROWS.put("expression", Set.of("error", "number", "model", "codec"));
    ARROWS.put("capacity", Set.of("error", "model", "codec"));
    ARROWS.put("throughput", Set.of("error", "model"));
    // Bytes on disk and in memory: these know no items.
    ARROWS.put("file", Set.of("error"));
    ARROWS.put("journal", Set.of("error", "idle", "file"));
    ARROWS.put("segment", Set.of("error", "file"));
    ARROWS.put("index", Set.of("error", "file"));
    ARROWS.put("summary", Set.of("error", "file", "segment", "index"));
    ARROWS.put("catalog", Set.of("error", "number", "model", "codec", "file"));
    ARROWS.put("backup", Set.of("error", "model", "codec", "file", "segment", "index", "catalog"));
    ARROWS.put("command", Set.of("error", "model", "codec", "expression"));
    ARROWS.put(
        "partition",
        Set.of(
            "error",
            "number",
            "model",
            "codec",
            "expression",
            "capacity",
            "throughput",
            "file",
            "segment",
            "index",
            "summary",
            "command"));
    ARROWS.put(
        "worker",
        Set.of(
            "error",
            "idle",
            "number",
            "model",
            "codec",
            "expression",
            "capacity",
            "file",
            "journal",
            "segment",
            "index",
            "summary",
            "backup",
            "command",
            "partition"));
    ARROWS.put("engine", Set.copyOf(ARROWS.keySet()));
  }

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void arrowsBetweenPackagesOnlyGoOneWay() {
    Set<String> above = new HashSet<>();
    ARROWS.forEach(
        (name, known) -> {
          assertThat(above).as("packages above %s", name).containsAll(known);
          above.add(name);
        });
  }

  @Test
  void packagesKnowOnlyWhatTheyMay() {
    Set<String> violations = new TreeSet<>();
    for (JavaClass origin : CLASSES) {
      String from = packageOf(origin);
      Set<String> known = ARROWS.get(from);
      if (known == null) {
        violations.add("the package " + from + " has no line in ARROWS");
        continue;
      }
      for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        String to = packageOf(target);
        if (target.getPackageName().startsWith(ROOT) && !to.equals(from) && !known.contains(to)) {
          violations.add(from + " must not know " + to + ": " + dependency.getDescription());
        }
      }
    }

    assertThat(violations).isEmpty();
  }

  @Test
  void knowsNoNetworkNoJsonAndNoGateway() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.vertx..",
            "io.netty..",
            "tools.jackson..",
            "com.fasterxml..",
            "picocli..",
            "java.net.http..",
            "dev.stator.gateway..")
        .check(CLASSES);
  }

  @Test
  void onlyFilesKnowChronicle() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".file")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("net.openhft..")
        .check(CLASSES);
  }

  @Test
  void onlyJournalWorkerAndEngineStartThreads() {
    List<String> violations = new ArrayList<>();
    Set<String> threadOwners = Set.of("journal", "worker", "engine");
    for (JavaClass origin : CLASSES) {
      if (!threadOwners.contains(packageOf(origin))) {
        origin.getCodeUnitCallsFromSelf().stream()
            .filter(call -> startsThreads(call.getTargetOwner().getName(), call.getName()))
            .forEach(call -> violations.add(call.getDescription()));
      }
    }

    assertThat(violations).isEmpty();
  }

  private static boolean startsThreads(String owner, String method) {
    return switch (owner) {
      case "java.lang.Thread" ->
          method.equals("<init>")
              || method.equals("start")
              || method.equals("startVirtualThread")
              || method.startsWith("of");
      case "java.util.concurrent.CompletableFuture" -> method.endsWith("Async");
      case "java.util.concurrent.Executors",
          "java.util.concurrent.ForkJoinPool",
          "java.util.concurrent.ThreadPoolExecutor",
          "org.agrona.concurrent.AgentRunner" ->
          true;
      default -> false;
    };
  }

  /** The package below the root: {@code codec} for {@code dev.stator.core.codec}. */
  private static String packageOf(JavaClass type) {
    String name = type.getPackageName();
    return name.length() > ROOT.length() ? name.substring(ROOT.length() + 1) : "";
  }
}
