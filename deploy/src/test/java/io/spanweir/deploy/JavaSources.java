package io.spanweir.deploy;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Sources as the compiler's parser sees them, without compiling them. */
final class JavaSources {
  private JavaSources() {}

  /** A method with a body, and how many lines it takes. */
  record Method(Path file, String name, long lines) {}

  static Stream<Method> methods(List<Path> sources) throws IOException {
    List<Method> methods = new ArrayList<>();
    new Scanner() {
      @Override
      public Void visitMethod(MethodTree method, Void unused) {
        BlockTree body = method.getBody();
        if (body != null) {
          SourcePositions positions = trees.getSourcePositions();
          CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
          LineMap lines = unit.getLineMap();
          long first = lines.getLineNumber(positions.getStartPosition(unit, body));
          long last = lines.getLineNumber(positions.getEndPosition(unit, body));
          Path file = Path.of(unit.getSourceFile().getName());
          methods.add(new Method(file, method.getName().toString(), last - first + 1));
        }
        return super.visitMethod(method, null);
      }
    }.scanAll(sources);
    return methods.stream();
  }

  /** Public classes, interfaces, records and enums, nested ones too, that say nothing. */
  static List<String> publicTypesWithoutDoc(List<Path> sources) throws IOException {
    List<String> found = new ArrayList<>();
    new Scanner() {
      @Override
      public Void visitClass(ClassTree type, Void unused) {
        boolean exposed = type.getModifiers().getFlags().contains(Modifier.PUBLIC);
        if (exposed && trees.getDocComment(getCurrentPath()) == null) {
          found.add(getCurrentPath().getCompilationUnit().getSourceFile().getName());
        }
        return super.visitClass(type, null);
      }
    }.scanAll(sources);
    return found;
  }

  private abstract static class Scanner extends TreePathScanner<Void, Void> {
    Trees trees;

    void scanAll(List<Path> sources) throws IOException {
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      try (StandardJavaFileManager files =
          compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
        JavacTask task =
            (JavacTask)
                compiler.getTask(
                    null,
                    files,
                    null,
                    List.of("-proc:none"),
                    null,
                    files.getJavaFileObjectsFromPaths(sources));
        trees = Trees.instance(task);
        for (CompilationUnitTree unit : task.parse()) {
          scan(unit, null);
        }
      }
    }
  }
}
