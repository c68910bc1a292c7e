package dev.gyre.gateway.cel;

import dev.cel.bundle.CelBuilder;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import java.util.ArrayList;
import java.util.List;

/**
 * A library of functions while it is being written down: what the compiler is told of a function and what runs when it is called
 * stand in one line. Failures are {@link IllegalArgumentException}s.
 */
public final class Functions {

    private final List<CelFunctionDecl> declarations = new ArrayList<>();
    private final List<CelFunctionBinding> bindings = new ArrayList<>();

    /** A function without arguments, which is always the same value. */
    @SuppressWarnings("Immutable") // Whoever has such a value knows that it does not change.
    Functions constant(String name, CelType type, Object value) {
        String id = "gyre_" + name.replace('.', '_');
        declarations.add(CelFunctionDecl.newFunctionDeclaration(name, CelOverloadDecl.newGlobalOverload(id, type)));
        bindings.add(CelFunctionBinding.from(id, List.<Class<?>>of(), arguments -> value));
        return this;
    }

    /** A function of one argument: {@code quantity("1Gi")}. */
    public <T> Functions global(
            String name, CelType result, CelType type, Class<T> java, CelFunctionOverload.Unary<T> body) {
        String id = id(name, type);
        declarations.add(
                CelFunctionDecl.newFunctionDeclaration(name, CelOverloadDecl.newGlobalOverload(id, result, type)));
        bindings.add(CelFunctionBinding.from(id, java, body));
        return this;
    }

    /** A function of a value: {@code ip.family()}. */
    public <T> Functions member(
            String name, CelType result, CelType receiver, Class<T> java, CelFunctionOverload.Unary<T> body) {
        String id = id(name, receiver) + "_member";
        declarations.add(
                CelFunctionDecl.newFunctionDeclaration(name, CelOverloadDecl.newMemberOverload(id, result, receiver)));
        bindings.add(CelFunctionBinding.from(id, java, body));
        return this;
    }

    /** A function of a value and one argument: {@code cidr.containsIP("10.0.0.1")}. */
    public <T, U> Functions member(
            String name,
            CelType result,
            CelType receiver,
            Class<T> java,
            CelType argument,
            Class<U> argumentJava,
            CelFunctionOverload.Binary<T, U> body) {
        String id = id(name, receiver) + "_" + word(argument);
        declarations.add(CelFunctionDecl.newFunctionDeclaration(
                name, CelOverloadDecl.newMemberOverload(id, result, receiver, argument)));
        bindings.add(CelFunctionBinding.from(id, java, argumentJava, body));
        return this;
    }

    /** A function of a value and more than one argument; the receiver is the first of the types. */
    public Functions member(
            String name, CelType result, List<CelType> types, List<Class<?>> java, CelFunctionOverload body) {
        StringBuilder id = new StringBuilder("gyre_" + name);
        types.forEach(type -> id.append('_').append(word(type)));
        declarations.add(CelFunctionDecl.newFunctionDeclaration(
                name, CelOverloadDecl.newMemberOverload(id.toString(), result, types)));
        bindings.add(CelFunctionBinding.from(id.toString(), java, body));
        return this;
    }

    void addTo(CelBuilder builder) {
        builder.addFunctionDeclarations(declarations).addFunctionBindings(bindings);
    }

    private static String id(String name, CelType type) {
        return "gyre_" + name.replace('.', '_') + "_" + word(type);
    }

    private static String word(CelType type) {
        return type.name().replaceAll("[^A-Za-z0-9]+", "_").toLowerCase(java.util.Locale.ROOT);
    }
}
