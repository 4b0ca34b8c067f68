package dev.stator.loadgen.report;

import dev.stator.loadgen.http.Connector;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the client runs. */
final class Environment {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Environment() {}

  static Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    tree.put("arch", System.getProperty("os.arch"));
    tree.put("cpu", cpu());
    tree.put("cores", Runtime.getRuntime().availableProcessors());
    tree.put(
        "jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    tree.put("jvmOptions", ManagementFactory.getRuntimeMXBean().getInputArguments());
    tree.put("maxHeapBytes", Runtime.getRuntime().maxMemory());
    tree.put("transport", Connector.transport());
    return tree;
  }

  private static String cpu() {
    try {
      return Files.readString(CPU_INFO)
          .lines()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return ""; // only Linux tells
    }
  }
}
