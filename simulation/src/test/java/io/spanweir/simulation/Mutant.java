package io.spanweir.simulation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

  /** Reading all the class path's jars is most of what compiling one file takes. */
  private static final ThreadLocal<JavaFileManager> FILES =
      ThreadLocal.withInitial(
          () -> ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null));

  private final String module;
  private final Map<String, byte[]> classes;

  private Mutant(String module, Map<String, byte[]> classes) {
    this.module = module;
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
    Memory memory = new Memory(FILES.get());
    List<String> options =
        List.of("-proc:none", "-nowarn", "-parameters", "-classpath", classPath());
    boolean compiled =
        compiler
            .getTask(complaints, memory, null, options, null, List.of(new Source(file, text)))
            .call();
    if (!compiled) {
      throw new AssertionError(file + " does not compile as changed: " + complaints);
    }
    return new Mutant(file.substring(0, file.indexOf('/')), memory.compiled());
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /**
   * Runs a trial, a class with a static {@code run(long seed)}, under one seed after the other
   * until it fails.
   *
   * @return the seed that found the change, 0 if none up to {@code seedsMax} did
   */
  int foundAt(Class<?> trial, int seedsMax) {
    Method run = changed(trial);
    for (int seed = 1; seed <= seedsMax; seed++) {
      if (fails(run, seed)) {
        return seed;
      }
    }
    return 0;
  }

  /** Whether a trial fails under this seed. */
  boolean isFoundAt(Class<?> trial, int seed) {
    return fails(changed(trial), seed);
  }

  private Method changed(Class<?> trial) {
    try {
      Class<?> changed = new Loader(module, classes).loadClass(trial.getName());
      Method run = changed.getDeclaredMethod("run", long.class);
      run.setAccessible(true);
      return run;
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("the trial can't be run on a change", e);
    }
  }

  private static boolean fails(Method run, long seed) {
    try {
      run.invoke(null, seed);
      return false;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof VirtualMachineError) {
        // The change's doing only if the same seed runs without it.
        Simulation.run(seed);
      }
      return true;
    } catch (IllegalAccessException e) {
      throw new AssertionError("the trial can't be run on a change", e);
    }
  }

  /**
   * Loads the changed module anew and what is built on it, so that what is package-private stays in
   * one package. The modules below and beside it are the ones that every trial runs on: they are
   * loaded, and warm.
   */
  private static final class Loader extends ClassLoader {
    private static final Map<String, String> PLACES = new ConcurrentHashMap<>();

    private final String module;
    private final Map<String, byte[]> changed;

    Loader(String module, Map<String, byte[]> changed) {
      super(Mutant.class.getClassLoader());
      this.module = module;
      this.changed = changed;
    }

    /** All is built on the core; the other modules know it, and none of them another. */
    private boolean isAffected(String name) {
      if (module.equals("collector-core") || changed.containsKey(name)) {
        return true;
      }
      String place = PLACES.computeIfAbsent(name, Loader::placeOf);
      return place.contains("/" + module + "/target/") || place.contains("/simulation/target/");
    }

    private static String placeOf(String name) {
      URL at = Mutant.class.getClassLoader().getResource(file(name));
      return at == null ? "" : at.getPath();
    }

    private static String file(String name) {
      return name.replace('.', '/') + ".class";
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(OURS) || !isAffected(name)) {
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
      try (InputStream in = getParent().getResourceAsStream(file(name))) {
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
