package dev.gyre.gateway.storage.etcd;

import dev.gyre.gateway.storage.ResourceStore.CompactedException;
import dev.gyre.gateway.storage.ResourceStore.StoreException;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request and its one answer, as a stage; failures become the store's own exceptions. */
final class EtcdCall<T> extends CompletableFuture<T> implements StreamObserver<T> {

    private static final String COMPACTED = "required revision has been compacted";

    private final boolean mayChange;
    private @Nullable T answer;

    private EtcdCall(boolean mayChange) {
        this.mayChange = mayChange;
    }

    /** A request that changes nothing. */
    static <T> CompletableFuture<T> read(Consumer<StreamObserver<T>> request) {
        EtcdCall<T> call = new EtcdCall<>(false);
        request.accept(call);
        return call;
    }

    /** A request whose outcome may be unknown when no answer comes. */
    static <T> CompletableFuture<T> change(Consumer<StreamObserver<T>> request) {
        EtcdCall<T> call = new EtcdCall<>(true);
        request.accept(call);
        return call;
    }

    @Override
    public void onNext(T value) {
        answer = value;
    }

    @Override
    public void onCompleted() {
        if (answer == null) {
            completeExceptionally(new StoreException("etcd answered nothing", null, mayChange));
        } else {
            complete(answer);
        }
    }

    @Override
    public void onError(Throwable failure) {
        completeExceptionally(translate(failure, mayChange));
    }

    /** {@code mayChange} says whether the request could have taken effect although it failed. */
    static RuntimeException translate(Throwable failure, boolean mayChange) {
        Status status = Status.fromThrowable(failure);
        String description = status.getDescription() == null ? "" : status.getDescription();
        if (description.contains(COMPACTED)) {
            return new CompactedException(0);
        }
        boolean isUnknown = mayChange
                && switch (status.getCode()) {
                    // What etcd refuses by rule, it has not done; of all else nobody knows.
                    case INVALID_ARGUMENT,
                            RESOURCE_EXHAUSTED,
                            FAILED_PRECONDITION,
                            OUT_OF_RANGE,
                            PERMISSION_DENIED,
                            UNAUTHENTICATED,
                            NOT_FOUND -> false;
                    default -> true;
                };
        return new StoreException("etcd: " + status.getCode() + " " + description, failure, isUnknown);
    }
}
