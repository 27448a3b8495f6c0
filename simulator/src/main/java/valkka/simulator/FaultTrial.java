package valkka.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Runs the simulator on the library with a {@link Fault} in it. The library itself is not touched:
 * the file with the fault is compiled into a directory of its own, and a class loader of its own
 * takes these classes instead.
 */
final class FaultTrial {
    private static final long PATIENCE_MINUTES = 10;

    /**
     * The result of a trial.
     *
     * @param fault the fault
     * @param seeds how many seeds ran; 0 when the search was given up
     * @param promise the promise that broke; empty when none did
     * @param what what was seen, or why the search was given up
     */
    record Result(Fault fault, long seeds, String promise, String what) {
        boolean isFound() {
            return !promise.isEmpty();
        }
    }

    private final Path root;

    /** @param root the directory of the project, with its sources */
    FaultTrial(Path root) {
        this.root = root;
    }

    /** Returns the directory of the project that these classes were compiled in. */
    static Path root() {
        Path classes = Path.of(URI.create(FaultTrial.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
        Path root = classes.resolve("../../..").normalize();
        if (!Files.exists(root.resolve("core/src/main/java"))) {
            throw new UncheckedIOException(new IOException("no sources at " + root + ": run it from a checkout"));
        }
        return root;
    }

    /** Runs seeds from 1 on until a promise breaks. */
    Result run(Fault fault, long mostSeeds) throws InterruptedException {
        Path classes = compiled(fault);
        ExecutorService runner = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "fault");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Future<String[]> search = runner.submit(() -> search(classes, mostSeeds));
            String[] found = search.get(PATIENCE_MINUTES, TimeUnit.MINUTES);
            return new Result(fault, Long.parseLong(found[0]), found[1], found[2]);
        } catch (TimeoutException e) {
            return new Result(fault, 0, "", "the search did not end in " + PATIENCE_MINUTES + " minutes");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the trial of '" + fault.name() + "' failed: " + e.getCause(), e);
        } finally {
            runner.shutdownNow();
            delete(classes);
        }
    }

    private static String[] search(Path classes, long mostSeeds) throws ReflectiveOperationException {
        Class<?> inside = new FaultyLoader(classes).loadClass(FaultSearch.class.getName());
        Method search = inside.getDeclaredMethod("search", long.class, long.class);
        search.setAccessible(true);
        String[] found = (String[]) search.invoke(null, 1, mostSeeds);
        while (!found[1].isEmpty() && breaksAnyway(Long.parseLong(found[0]))) {
            found = (String[]) search.invoke(null, Long.parseLong(found[0]) + 1, mostSeeds);
        }
        return found;
    }

    /** Returns whether a seed breaks a promise without the fault too: then it shows nothing. */
    private static boolean breaksAnyway(long seed) {
        return Campaign.inScratch(directory ->
                Simulation.run(ScenarioMaker.of(seed), directory, false).broken() != null);
    }

    /** Compiles the file with the fault in it. Returns the directory of its classes. */
    private Path compiled(Fault fault) {
        try {
            Path file = root.resolve(fault.file());
            String source = fault.applyTo(Files.readString(file));
            Path classes = Files.createTempDirectory("valkka-fault");
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            StringWriter said = new StringWriter();
            List<String> options = List.of(
                    "-proc:none", "-nowarn", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
            JavaFileObject unit = new SimpleJavaFileObject(file.toUri(), JavaFileObject.Kind.SOURCE) {
                @Override
                public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                    return source;
                }
            };
            boolean done = compiler.getTask(said, null, null, options, null, List.of(unit))
                    .call();
            if (!done) {
                throw new IllegalStateException("the fault '" + fault.name() + "' does not compile: " + said);
            }
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loads the library's classes anew, those with the fault from its own directory. */
    private static final class FaultyLoader extends ClassLoader {
        private final Path classes;

        private FaultyLoader(Path classes) {
            super(FaultTrial.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                return name.startsWith("valkka.") ? defineAnew(name) : super.loadClass(name, resolve);
            }
        }

        private Class<?> defineAnew(String name) throws ClassNotFoundException {
            String path = name.replace('.', '/') + ".class";
            try (InputStream in = Files.exists(classes.resolve(path))
                    ? Files.newInputStream(classes.resolve(path))
                    : getParent().getResourceAsStream(path)) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
