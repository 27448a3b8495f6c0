package valkka.kernel;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A class that notebooks and JShell import, or a member of one, and how it is called.
 *
 * @param type the class
 * @param member the name of its methods or of its constant; empty for the class itself
 */
record JavaName(Class<?> type, String member) {
    private static final Pattern IMPORT = Pattern.compile("import (?:static )?([\\w.]+)\\.\\*;");
    private static final Pattern QUALIFIER = Pattern.compile("\\b(?:[a-z_]\\w*\\.)+(?=[A-Z])");

    /** Finds {@code Class} or {@code Class.member}, spelled as in Java. */
    static Optional<JavaName> of(String reference) {
        int dot = reference.indexOf('.');
        String className = dot < 0 ? reference : reference.substring(0, dot);
        String member = dot < 0 ? "" : reference.substring(dot + 1);
        return type(className)
                .map(type -> new JavaName(type, member))
                .filter(name -> member.isEmpty() || !name.signatures().isEmpty());
    }

    private static Optional<Class<?>> type(String simpleName) {
        return simpleName.matches("[A-Z]\\w*")
                ? Imports.PLACES.stream()
                        .flatMap(place -> load(place, simpleName).stream())
                        .findFirst()
                : Optional.empty();
    }

    private static final class Imports {
        /** The packages that are imported, and the classes whose static members are. */
        static final List<String> PLACES = Stream.concat(
                        Stream.of("java.lang"),
                        StartUp.script()
                                .lines()
                                .flatMap(line -> IMPORT.matcher(line).results().map(found -> found.group(1))))
                .toList();
    }

    private static Optional<Class<?>> load(String place, String simpleName) {
        try {
            String name = place.endsWith("." + simpleName) ? place : place + "." + simpleName;
            Class<?> type = Class.forName(name, false, JavaName.class.getClassLoader());
            return Modifier.isPublic(type.getModifiers()) ? Optional.of(type) : Optional.empty();
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty(); // another package has it; or, where files have no case, a name in another case
        }
    }

    /** {@code Class} or {@code Class.member}. */
    String reference() {
        return member.isEmpty() ? type.getSimpleName() : type.getSimpleName() + "." + member;
    }

    /**
     * Returns the signatures, a line each: constructors, methods, or a constant; none for a class
     * without them.
     */
    List<String> signatures() {
        if (member.isEmpty()) {
            return Arrays.stream(type.getConstructors())
                    .sorted(Comparator.<Constructor<?>>comparingInt(Constructor::getParameterCount)
                            .thenComparing(Constructor::toString))
                    .map(made -> "new " + type.getSimpleName() + parameters(made))
                    .toList();
        }
        Stream<String> constants = Arrays.stream(type.getFields())
                .map(Field::getName)
                .filter(member::equals)
                .map(name -> type.getSimpleName() + "." + name);
        Stream<String> methods = methods()
                .filter(method -> method.getName().equals(member))
                .sorted(Comparator.comparingInt(Method::getParameterCount).thenComparing(Method::toString))
                .map(JavaName::signature);
        return Stream.concat(constants, methods).distinct().toList();
    }

    /**
     * Returns the names of the class's methods, without the methods that every object and record
     * has.
     */
    List<String> methodNames() {
        return methods()
                .filter(method -> method.getDeclaringClass().getName().startsWith("valkka."))
                .map(Method::getName)
                .filter(name -> !List.of("equals", "hashCode", "toString").contains(name))
                .distinct()
                .sorted()
                .toList();
    }

    private Stream<Method> methods() {
        return Arrays.stream(type.getMethods()).filter(method -> !method.isBridge() && !method.isSynthetic());
    }

    private static String signature(Method method) {
        String owner = Modifier.isStatic(method.getModifiers())
                ? method.getDeclaringClass().getSimpleName() + "."
                : "";
        return simple(method.getGenericReturnType()) + " " + owner + method.getName() + parameters(method);
    }

    private static String parameters(Executable called) {
        return Arrays.stream(called.getParameters())
                .map(JavaName::parameter)
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String parameter(Parameter parameter) {
        String type = simple(parameter.getParameterizedType());
        if (parameter.isVarArgs()) {
            type = type.substring(0, type.length() - 2) + "...";
        }
        return type + " " + parameter.getName();
    }

    private static String simple(Type type) {
        return QUALIFIER.matcher(type.getTypeName()).replaceAll("").replace('$', '.');
    }
}
