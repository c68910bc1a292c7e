package dev.gyre.node.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/** Other people's names: asked once, in order, remembered as long as allowed, and never in circles. */
class ForwarderTest {
    private static final Record QUESTION = Record.newRecord(Name.fromConstantString("www.example."), Type.A, DClass.IN);

    private Instant now = Instant.EPOCH;
    private final List<Message> asked = new ArrayList<>();

    @Test
    void theNextIsAskedWhereOneDoesNotAnswer() {
        Forwarder forwarder = forwarder(
                query -> CompletableFuture.failedFuture(new IOException("timed out")),
                query -> CompletableFuture.completedFuture(rcode(Rcode.SERVFAIL)),
                query -> CompletableFuture.completedFuture(address(30)));
        assertThat(ask(forwarder).getSection(Section.ANSWER)).hasSize(1);
        assertThat(asked).hasSize(3);
    }

    @Test
    void nobodyThereIsAFailureAtOnce() {
        assertThat(ask(forwarder()).getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(ask(forwarder(query -> CompletableFuture.failedFuture(new IOException("no"))))
                        .getRcode())
                .isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void anAnswerIsRememberedAsLongAsItAllowsAndAges() {
        Forwarder forwarder = forwarder(query -> CompletableFuture.completedFuture(address(30)));
        ask(forwarder);
        now = now.plus(Duration.ofSeconds(29));
        assertThat(ask(forwarder).getSection(Section.ANSWER).getFirst().getTTL())
                .isEqualTo(1);
        assertThat(asked).hasSize(1);
        now = now.plus(Duration.ofSeconds(1));
        ask(forwarder);
        assertThat(asked).hasSize(2);
    }

    @Test
    void aNegativeAnswerIsRememberedByItsZonesWord() {
        Message negative = rcode(Rcode.NXDOMAIN);
        Name zone = Name.fromConstantString("example.");
        negative.addRecord(new SOARecord(zone, DClass.IN, 600, zone, zone, 1, 1, 1, 1, 20), Section.AUTHORITY);
        Forwarder forwarder = forwarder(query -> CompletableFuture.completedFuture(negative));
        ask(forwarder);
        now = now.plus(Duration.ofSeconds(19));
        assertThat(ask(forwarder).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(asked).hasSize(1);
        now = now.plus(Duration.ofSeconds(1));
        ask(forwarder);
        assertThat(asked).hasSize(2);
    }

    @Test
    void whatIsUnderWayIsNotAskedAgainSoThatNothingGoesInCircles() {
        CompletableFuture<Message> pending = new CompletableFuture<>();
        Forwarder forwarder = forwarder(query -> pending);
        CompletableFuture<Message> first = forwarder.ask(QUESTION).toCompletableFuture();
        CompletableFuture<Message> second = forwarder.ask(QUESTION).toCompletableFuture();
        assertThat(asked).hasSize(1);
        pending.complete(address(30));
        assertThat(first.join().getSection(Section.ANSWER)).hasSize(1);
        assertThat(second.join().getSection(Section.ANSWER)).hasSize(1);
    }

    @Test
    void pastItsBoundAQuestionFailsAtOnce() {
        Forwarder forwarder =
                new Forwarder(() -> List.of(new Asked(query -> new CompletableFuture<>())), 1, 10, () -> now);
        forwarder.ask(QUESTION);
        Record other = Record.newRecord(Name.fromConstantString("other.example."), Type.A, DClass.IN);
        assertThat(forwarder
                        .ask(other)
                        .toCompletableFuture()
                        .getNow(rcode(Rcode.NOERROR))
                        .getRcode())
                .isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void theCacheHoldsSoManyAndNoMore() {
        AnswerCache<Integer> cache = new AnswerCache<>(2, () -> now);
        for (int i = 0; i < 3; i++) {
            cache.put(i, address(30));
        }
        assertThat(cache.get(0)).isNull();
        assertThat(cache.get(2)).isNotNull();
    }

    private static Message ask(Forwarder forwarder) {
        return forwarder.ask(QUESTION).toCompletableFuture().join();
    }

    @SafeVarargs
    private Forwarder forwarder(Function<Message, CompletionStage<Message>>... answers) {
        List<Resolver> resolvers = new ArrayList<>();
        for (var answer : answers) {
            resolvers.add(new Asked(answer));
        }
        return new Forwarder(() -> resolvers, 10, 10, () -> now);
    }

    private static Message rcode(int rcode) {
        Message message = new Message();
        message.getHeader().setRcode(rcode);
        return message;
    }

    private static Message address(long ttl) {
        Message message = new Message();
        try {
            message.addRecord(
                    new org.xbill.DNS.ARecord(
                            QUESTION.getName(), DClass.IN, ttl, InetAddress.ofLiteral("198.51.100.7")),
                    Section.ANSWER);
        } catch (IllegalArgumentException e) {
            throw new AssertionError(e);
        }
        return message;
    }

    /** A resolver that answers as it is told. */
    private final class Asked implements Resolver {
        private final Function<Message, CompletionStage<Message>> answer;

        Asked(Function<Message, CompletionStage<Message>> answer) {
            this.answer = answer;
        }

        @Override
        public CompletionStage<Message> sendAsync(Message query) {
            asked.add(query);
            return answer.apply(query);
        }

        @Override
        public void setPort(int port) {}

        @Override
        public void setTCP(boolean flag) {}

        @Override
        public void setIgnoreTruncation(boolean flag) {}

        @Override
        public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {}

        @Override
        public void setTSIGKey(TSIG key) {}

        @Override
        public void setTimeout(Duration timeout) {}
    }
}
