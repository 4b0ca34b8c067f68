package dev.stator.gateway.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process at once when it is told to stop while it is stopping already. The JVM itself
 * would ignore that.
 */
final class SecondSignal {
  private static final List<String> SIGNALS = List.of("TERM", "INT");

  private SecondSignal() {}

  /**
   * Takes SIGTERM and SIGINT over from the JVM. The only door to them is a class of the module
   * jdk.unsupported, which the compiler warns of: hence by reflection.
   */
  static void endsAtOnce(int exitCode) {
    InvocationHandler end =
        (proxy, method, arguments) -> {
          Runtime.getRuntime().halt(exitCode);
          return null;
        };
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object halting =
          Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, end);
      for (String name : SIGNALS) {
        Object named = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, named, halting);
      }
    } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
      Logger log = LoggerFactory.getLogger(SecondSignal.class);
      log.warn("a second signal will not end the process", unavailable);
    }
  }
}
