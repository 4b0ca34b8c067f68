package dev.stator.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds which package may know which. An arrow that is not written here does not exist. */
class ArchitectureTest {
  private static final String ROOT = "dev.stator.gateway";

  /** The package {@link #ROOT} itself. */
  private static final String SERVER = "";

  /** Each package and all it may know; what it knows stands above it, so there are no cycles. */
  private static final Map<String, Set<String>> ARROWS = new LinkedHashMap<>();

  static {
    ARROWS.put("model", Set.of());
    ARROWS.put("json", Set.of("model"));
    ARROWS.put("policy", Set.of("json"));
    ARROWS.put("auth", Set.of("policy"));
    ARROWS.put("watch", Set.of());
    ARROWS.put("key", Set.of("auth", "json", "policy", "watch"));
    ARROWS.put("metrics", Set.of());
    ARROWS.put("admin", Set.of());
    ARROWS.put("operation", Set.of("model", "json"));
    ARROWS.put("partiql", Set.of("model", "json", "operation"));
    ARROWS.put("table", Set.of("model", "json", "operation", "policy"));
    ARROWS.put("stream", Set.of("model", "json", "operation"));
    ARROWS.put("backup", Set.of("model", "json", "operation", "table"));
    ARROWS.put("insights", Set.of("model", "json", "operation", "table"));
    ARROWS.put("bucket", Set.of());
    ARROWS.put("format", Set.of("json"));
    ARROWS.put("transfer", Set.of("model", "json", "bucket"));
    ARROWS.put(
        "importing", Set.of("model", "json", "operation", "table", "bucket", "format", "transfer"));
    ARROWS.put("exporting", Set.of("model", "json", "operation", "bucket", "format", "transfer"));
    ARROWS.put("offsite", Set.of("model", "json", "bucket"));
    ARROWS.put("access", Set.of("model", "auth", "json", "operation", "partiql", "policy"));
    ARROWS.put("connection", Set.of());
    ARROWS.put(
        "http",
        Set.of("access", "auth", "connection", "metrics", "model", "json", "operation", "watch"));
    ARROWS.put(
        SERVER,
        Set.of(
            "access",
            "auth",
            "key",
            "model",
            "operation",
            "partiql",
            "stream",
            "table",
            "backup",
            "insights",
            "bucket",
            "importing",
            "exporting",
            "connection",
            "metrics",
            "admin",
            "http"));
    ARROWS.put("cli", Set.of(SERVER, "connection", "http", "key", "bucket", "offsite"));
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
  void onlyHttpAndConnectionsKnowTheNetwork() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".http", ROOT + ".connection")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "io.netty..")
        .check(CLASSES);
  }

  @Test
  void onlyMetricsKnowHowTheyAreGiven() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".metrics")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.micrometer..", "io.prometheus..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineKnowsPicocli() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".cli")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..")
        .check(CLASSES);
  }

  @Test
  void leavesFilesLogsAndSegmentsToTheEngine() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.stator.core.file..",
            "dev.stator.core.journal..",
            "dev.stator.core.segment..",
            "dev.stator.core.index..",
            "dev.stator.core.catalog..",
            "net.openhft..")
        .check(CLASSES);
  }

  /** The package below the root: {@code http} for {@code dev.stator.gateway.http}. */
  private static String packageOf(JavaClass type) {
    String name = type.getPackageName();
    return name.length() > ROOT.length() ? name.substring(ROOT.length() + 1) : "";
  }
}
