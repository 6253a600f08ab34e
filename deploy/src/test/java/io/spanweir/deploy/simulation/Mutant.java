package io.spanweir.deploy.simulation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The product with one place of its source changed: the file is compiled as changed, and the
 * simulation runs on it in a class loader of its own.
 */
final class Mutant {
  private static final String OURS = "io.spanweir.";

  private final Map<String, byte[]> classes;

  private Mutant(Map<String, byte[]> classes) {
    this.classes = classes;
  }

  /** The directory that holds all modules. */
  static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve("collector-core"))) {
      at = at.getParent();
      if (at == null) {
        throw new IllegalStateException("not run from within the source tree");
      }
    }
    return at;
  }

  /**
   * Compiles a file with another text.
   *
   * @param file relative to {@link #root()}
   * @throws AssertionError if it does not compile
   */
  static Mutant compile(String file, String text) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    Memory memory = new Memory(compiler.getStandardFileManager(null, null, null));
    List<String> options =
        List.of("-proc:none", "-nowarn", "-parameters", "-classpath", classPath());
    boolean compiled =
        compiler
            .getTask(complaints, memory, null, options, null, List.of(new Source(file, text)))
            .call();
    if (!compiled) {
      throw new AssertionError(file + " does not compile as changed: " + complaints);
    }
    return new Mutant(memory.compiled());
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /**
   * Runs the simulation under one seed after the other until it fails.
   *
   * @return the seed that found the change, 0 if none up to {@code seedsMax} did
   */
  int foundAt(int seedsMax) {
    return foundAt(Simulation.class, seedsMax);
  }

  /** The same with another trial: a class with a static {@code run(long seed)}. */
  int foundAt(Class<?> trial, int seedsMax) {
    try {
      Class<?> changed = new Loader(classes).loadClass(trial.getName());
      Method run = changed.getDeclaredMethod("run", long.class);
      run.setAccessible(true);
      for (int seed = 1; seed <= seedsMax; seed++) {
        if (fails(run, seed)) {
          return seed;
        }
      }
      return 0;
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("the simulation can't be run on a change", e);
    }
  }

  private static boolean fails(Method run, long seed) throws IllegalAccessException {
    try {
      run.invoke(null, seed);
      return false;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof VirtualMachineError) {
        // The change's doing only if the same seed runs without it.
        Simulation.run(seed);
      }
      return true;
    }
  }

  /** Loads all of ours anew, so that what is package-private stays in one package. */
  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> changed;

    Loader(Map<String, byte[]> changed) {
      super(Mutant.class.getClassLoader());
      this.changed = changed;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(OURS)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null) {
          return loaded;
        }
        byte[] bytes = bytes(name);
        return defineClass(name, bytes, 0, bytes.length);
      }
    }

    private byte[] bytes(String name) throws ClassNotFoundException {
      byte[] bytes = changed.get(name);
      if (bytes != null) {
        return bytes;
      }
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        return in.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String file, String text) {
      super(URI.create("string:///" + file), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return toUri().getPath().endsWith("/" + simpleName + kind.extension);
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Keeps what is compiled in memory. */
  private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> outputs = new HashMap<>();

    Memory(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, Kind kind, FileObject sibling) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      outputs.put(className, out);
      return new SimpleJavaFileObject(URI.create("mem:///" + className + kind.extension), kind) {
        @Override
        public OutputStream openOutputStream() {
          return out;
        }
      };
    }

    Map<String, byte[]> compiled() {
      Map<String, byte[]> classes = new HashMap<>();
      outputs.forEach((name, out) -> classes.put(name, out.toByteArray()));
      return classes;
    }
  }
}
