import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Makes a jar fit for the JVM's cache of a rehearsed start, which takes no classes in the format of
 * Java 5: picocli's are, and reading them anew takes longer than the rest of a start. They get the
 * format of Java 8, with the stack maps that belong to it, and are the same otherwise. Run by {@code
 * java CacheableJar.java JAR}; changes nothing when there is nothing to change.
 */
final class CacheableJar {
  private static final ClassTransform RAISED =
      ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
          .andThen(
              (builder, element) ->
                  builder.with(
                      element instanceof ClassFileVersion
                          ? ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0)
                          : element));

  public static void main(String[] arguments) throws IOException {
    Path jar = Path.of(arguments[0]);
    Path made = jar.resolveSibling(jar.getFileName() + ".tmp");
    boolean changed = false;
    try (ZipFile from = new ZipFile(jar.toFile());
        URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        OutputStream file = Files.newOutputStream(made);
        ZipOutputStream to = new ZipOutputStream(file)) {
      ClassFile format = format(loader);
      for (ZipEntry entry : Collections.list(from.entries())) {
        byte[] content;
        try (InputStream input = from.getInputStream(entry)) {
          content = input.readAllBytes();
        }
        if (entry.getName().endsWith(".class")) {
          ClassModel model = format.parse(content);
          if (model.majorVersion() < ClassFile.JAVA_6_VERSION) {
            content = format.transformClass(model, RAISED);
            changed = true;
          }
        }
        ZipEntry same = new ZipEntry(entry.getName());
        same.setTimeLocal(entry.getTimeLocal());
        to.putNextEntry(same);
        to.write(content);
      }
    }
    if (changed) {
      Files.setLastModifiedTime(made, Files.getLastModifiedTime(jar));
      Files.move(made, jar, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.delete(made);
    }
  }

  private static ClassFile format(ClassLoader loader) {
    return ClassFile.of(
        ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
        ClassFile.ClassHierarchyResolverOption.of(
            ClassHierarchyResolver.ofResourceParsing(loader)
                .orElse(ClassHierarchyResolver.defaultResolver())));
  }
}
