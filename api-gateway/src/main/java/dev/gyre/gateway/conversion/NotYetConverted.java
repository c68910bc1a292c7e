package dev.gyre.gateway.conversion;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A step came upon an object that a webhook has to convert first. It is to be taken again when that has been done. */
public final class NotYetConverted extends RuntimeException {

    private final transient Supplier<CompletionStage<Void>> conversion;

    NotYetConverted(String apiVersion, Supplier<CompletionStage<Void>> conversion) {
        super("an object is to be converted to " + apiVersion + " first", null, false, false);
        this.conversion = conversion;
    }

    /**
     * Takes a step, as often as it comes upon another object that is to be converted. Until it finds all of them it must have
     * changed nothing.
     */
    public static <T> CompletionStage<T> resolving(Supplier<CompletionStage<T>> step) {
        try {
            return step.get();
        } catch (NotYetConverted e) {
            return e.conversion.get().thenCompose(converted -> resolving(step));
        }
    }
}
