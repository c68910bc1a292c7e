package dev.gyre.gateway.cel;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntimeLibrary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What expressions of one sort may name: variables with their types, and the functions of Kubernetes' libraries. Immutable;
 * making one costs some milliseconds, so it is made once for many expressions.
 *
 * <p>An evaluation is bounded by the number of steps that its loops take together, not by time, so that the same rule on the
 * same object has the same outcome on every machine.
 */
public final class ExpressionEnvironment {

    /** How many steps all loops of one evaluation may take together. */
    public static final int MAX_ITERATIONS = 100_000;

    /** Longer expressions are refused before they are parsed. */
    public static final int MAX_LENGTH = 64 * 1024;

    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .enableOptionalSyntax(true)
            .populateMacroCalls(true)
            .maxExpressionCodePointSize(MAX_LENGTH)
            .comprehensionMaxIterations(MAX_ITERATIONS)
            .build();

    private final Cel cel;
    private final boolean makesObjects;

    private ExpressionEnvironment(Cel cel, boolean makesObjects) {
        this.cel = cel;
        this.makesObjects = makesObjects;
    }

    /** With variables whose fields are not known before they are there. */
    public static ExpressionEnvironment ofDynamic(Set<String> variables) {
        return of(
                variables.stream().collect(java.util.stream.Collectors.toMap(name -> name, name -> SimpleType.DYN)),
                null,
                List.of());
    }

    /**
     * @param types the named types that the variables' types speak of; null for none
     * @param more functions beside those that every expression has
     */
    public static ExpressionEnvironment of(
            Map<String, ? extends CelType> variables, @Nullable CelTypeProvider types, List<Functions> more) {
        CelBuilder builder = builder(CelFactory.standardCelBuilder(), variables, more);
        if (types != null) {
            builder.setTypeProvider(types);
        }
        return new ExpressionEnvironment(builder.build(), false);
    }

    /** For expressions that make objects and patches, see {@link ConstructedObject}. */
    public static ExpressionEnvironment ofMakers(Map<String, ? extends CelType> variables, List<Functions> more) {
        CelBuilder builder = builder(CelFactory.plannerCelBuilder(), variables, more);
        PatchFunctions.all().addTo(builder);
        ObjectTypes.addTo(builder);
        return new ExpressionEnvironment(builder.build(), true);
    }

    private static CelBuilder builder(
            CelBuilder builder, Map<String, ? extends CelType> variables, List<Functions> more) {
        builder.setOptions(OPTIONS).setStandardMacros(CelStandardMacro.STANDARD_MACROS);
        for (CelCompilerLibrary library : libraries()) {
            builder.addCompilerLibraries(library).addRuntimeLibraries((CelRuntimeLibrary) library);
        }
        Libraries.ALL.forEach(functions -> functions.addTo(builder));
        more.forEach(functions -> functions.addTo(builder));
        variables.forEach(builder::addVar);
        return builder;
    }

    /** Those that come with the language's implementation and that Kubernetes has too. */
    private static List<CelCompilerLibrary> libraries() {
        return List.of(
                CelExtensions.strings(),
                CelExtensions.sets(OPTIONS),
                CelExtensions.optional(),
                CelExtensions.comprehensions());
    }

    /** An expression of any type. */
    public Expression compile(String expression) throws ExpressionException {
        try {
            Cel own = makesObjects ? ObjectTypes.of(cel, expression) : cel;
            CelAbstractSyntaxTree tree = own.compile(expression).getAst();
            return new Expression(tree, own.createProgram(tree));
        } catch (CelValidationException e) {
            throw new ExpressionException("compilation failed: " + e.getMessage(), e);
        } catch (CelEvaluationException e) {
            throw new ExpressionException("program instantiation failed: " + e.getMessage(), e);
        }
    }

    /** An expression that says yes or no. */
    public Expression compileCondition(String expression) throws ExpressionException {
        Expression compiled = compile(expression);
        if (!compiled.mayBe(SimpleType.BOOL)) {
            throw new ExpressionException("must evaluate to a bool");
        }
        return compiled;
    }

    /** An expression that makes an {@code Object}. */
    public Expression compileObject(String expression) throws ExpressionException {
        Expression compiled = compile(expression);
        CelType type = compiled.resultType();
        if (!type.equals(SimpleType.DYN) && !type.name().equals(ObjectTypes.OBJECT)) {
            throw new ExpressionException("must evaluate to " + ObjectTypes.OBJECT);
        }
        return compiled;
    }

    /** An expression that makes a list of {@code JSONPatch}. */
    public Expression compilePatch(String expression) throws ExpressionException {
        Expression compiled = compile(expression);
        if (!isPatch(compiled.resultType())) {
            throw new ExpressionException("must evaluate to list(" + ObjectTypes.JSON_PATCH + ")");
        }
        return compiled;
    }

    private static boolean isPatch(CelType type) {
        return switch (type) {
            case ListType list -> {
                CelType items = list.elemType();
                yield items.name().equals(ObjectTypes.JSON_PATCH)
                        || items.equals(SimpleType.DYN)
                        || items.kind() == CelKind.TYPE_PARAM;
            }
            default -> type.equals(SimpleType.DYN);
        };
    }

    /** An expression that makes a text. */
    public Expression compileText(String expression) throws ExpressionException {
        Expression compiled = compile(expression);
        if (!compiled.mayBe(SimpleType.STRING)) {
            throw new ExpressionException("must evaluate to a string");
        }
        return compiled;
    }
}
