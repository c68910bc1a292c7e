package dev.gyre.node.dns;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;

/**
 * Asks the host's resolvers one after another, as often as their time allows, and remembers what they said for as long as
 * they allow. A question that is under way is not asked again: whoever asks meanwhile gets the same answer, so that even a
 * resolver that asks us in turn gets nothing going in circles.
 */
final class Forwarder implements Upstream {
    private static final Logger log = LoggerFactory.getLogger(Forwarder.class);
    private static final Duration IN_ALL = Duration.ofMillis(4500);

    private record Question(Name name, int type) {}

    private final Supplier<List<Resolver>> resolvers;
    private final AnswerCache<Question> cache;
    private final Map<Question, CompletableFuture<Message>> underWay = new ConcurrentHashMap<>();
    private final Semaphore permits;

    /**
     * @param resolvers in the order of asking; each with a time-out of its own
     * @param mostUnderWay how many questions may wait for an answer; further ones fail at once
     */
    Forwarder(Supplier<List<Resolver>> resolvers, int mostUnderWay, int mostRemembered, InstantSource clock) {
        this.resolvers = resolvers;
        this.permits = new Semaphore(mostUnderWay);
        this.cache = new AnswerCache<>(mostRemembered, clock);
    }

    @Override
    public CompletionStage<Message> ask(Record record) {
        Question question = new Question(record.getName(), record.getType());
        Message known = cache.get(question);
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        CompletableFuture<Message> own = new CompletableFuture<>();
        CompletableFuture<Message> others = underWay.putIfAbsent(question, own);
        if (others != null) {
            return others;
        }
        own.whenComplete((answer, failure) -> underWay.remove(question));
        if (!permits.tryAcquire()) {
            own.complete(failed());
            return own;
        }
        tryEach(resolvers.get(), Record.newRecord(record.getName(), record.getType(), DClass.IN), 0)
                .toCompletableFuture()
                .orTimeout(IN_ALL.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((answer, failure) -> {
                    permits.release();
                    if (answer != null) {
                        cache.put(question, answer);
                    }
                    own.complete(answer == null ? failed() : answer);
                });
        return own;
    }

    private static CompletionStage<@Nullable Message> tryEach(List<Resolver> resolvers, Record question, int index) {
        if (index >= resolvers.size()) {
            return CompletableFuture.completedFuture(null);
        }
        return resolvers
                .get(index)
                .sendAsync(Message.newQuery(question))
                .handle((answer, failure) -> {
                    if (failure != null) {
                        log.debug("{} did not answer {}: {}", resolvers.get(index), question, failure.toString());
                    }
                    return isFinal(answer) ? answer : null;
                })
                .thenCompose(answer -> answer != null
                        ? CompletableFuture.<@Nullable Message>completedFuture(answer)
                        : tryEach(resolvers, question, index + 1));
    }

    private static boolean isFinal(@Nullable Message answer) {
        return answer != null && (answer.getRcode() == Rcode.NOERROR || answer.getRcode() == Rcode.NXDOMAIN);
    }

    private static Message failed() {
        Message message = new Message();
        message.getHeader().setRcode(Rcode.SERVFAIL);
        return message;
    }
}
