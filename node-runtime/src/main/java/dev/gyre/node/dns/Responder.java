package dev.gyre.node.dns;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Makes a query's answer: from the directory what is the cluster's, from upstream what is not, and of both what a name
 * leads to that stands for another. What is no query is dropped, what is a query we do not serve is refused in the
 * protocol's terms. Knows no sockets.
 */
final class Responder {
    /** The largest packet that we say we take; what passes everywhere without fragments. */
    static final int PACKET_BYTES = 1232;

    private static final int PLAIN_PACKET_BYTES = 512;
    private static final int LARGEST_PACKET_BYTES = 4096;
    private static final int MOST_ALIASES = 8;
    private static final int HEADER_BYTES = 12;
    /** In the extended part of BADVERS. */
    private static final int BAD_VERSION_HIGH = 1;

    private final Directory directory;
    private final Upstream upstream;
    private final AtomicInteger turn = new AtomicInteger();

    Responder(Directory directory, Upstream upstream) {
        this.directory = directory;
        this.upstream = upstream;
    }

    /** An answer in the making, and how large a packet its asker takes. */
    record Reply(CompletionStage<Message> message, int packetBytes) {}

    /** Empty for what must not be answered at all. */
    Optional<Reply> reply(ByteBuffer packet) {
        if (packet.remaining() < HEADER_BYTES) {
            return Optional.empty();
        }
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        if ((bytes[2] & 0x80) != 0) {
            return Optional.empty(); // an answer: answering it could go on for ever
        }
        try {
            Message query = new Message(bytes);
            return Optional.of(new Reply(reply(query), packetBytes(query.getOPT())));
        } catch (IOException | RuntimeException e) {
            return Optional.of(new Reply(CompletableFuture.completedFuture(malformed(bytes)), PLAIN_PACKET_BYTES));
        }
    }

    private static Message malformed(byte[] bytes) {
        Message answer = new Message(((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff));
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setRcode(Rcode.FORMERR);
        return answer;
    }

    private static int packetBytes(@org.jspecify.annotations.Nullable OPTRecord options) {
        return options == null
                ? PLAIN_PACKET_BYTES
                : Math.clamp(options.getPayloadSize(), PLAIN_PACKET_BYTES, LARGEST_PACKET_BYTES);
    }

    private CompletionStage<Message> reply(Message query) {
        Message answer = begin(query);
        int refusal = refusal(query);
        if (refusal != Rcode.NOERROR) {
            answer.getHeader().setRcode(refusal);
            return CompletableFuture.completedFuture(answer);
        }
        OPTRecord options = query.getOPT();
        if (options != null) {
            boolean isKnown = options.getVersion() == 0;
            answer.addRecord(new OPTRecord(PACKET_BYTES, isKnown ? 0 : BAD_VERSION_HIGH, 0, 0), Section.ADDITIONAL);
            if (!isKnown) {
                return CompletableFuture.completedFuture(answer);
            }
        }
        return answer(answer, query.getQuestion(), MOST_ALIASES);
    }

    private static Message begin(Message query) {
        Header asked = query.getHeader();
        Message answer = new Message(asked.getID());
        Header header = answer.getHeader();
        header.setOpcode(asked.getOpcode());
        header.setFlag(Flags.QR);
        header.setFlag(Flags.RA);
        if (asked.getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
        }
        if (asked.getFlag(Flags.CD)) {
            header.setFlag(Flags.CD);
        }
        Record question = query.getQuestion();
        if (question != null) {
            answer.addRecord(question, Section.QUESTION);
        }
        return answer;
    }

    private static int refusal(Message query) {
        if (query.getHeader().getOpcode() != Opcode.QUERY) {
            return Rcode.NOTIMP;
        }
        if (query.getSection(Section.QUESTION).size() != 1) {
            return Rcode.FORMERR;
        }
        Record question = query.getQuestion();
        boolean isTransfer = question.getType() == Type.AXFR || question.getType() == Type.IXFR;
        return question.getDClass() != DClass.IN || isTransfer ? Rcode.REFUSED : Rcode.NOERROR;
    }

    private CompletionStage<Message> answer(Message answer, Record question, int aliasesLeft) {
        return switch (Lookup.of(directory, question.getName(), question.getType())) {
            case Lookup.Answered found -> CompletableFuture.completedFuture(own(answer, found));
            case Lookup.Alias alias -> follow(answer, alias.record(), question.getType(), aliasesLeft);
            case Lookup.Elsewhere e -> upstream.ask(question).thenApply(theirs -> copied(answer, theirs));
        };
    }

    private Message own(Message answer, Lookup.Answered found) {
        answer.getHeader().setFlag(Flags.AA);
        answer.getHeader().setRcode(found.rcode());
        turned(found.answers()).forEach(each -> answer.addRecord(each, Section.ANSWER));
        found.additional().forEach(each -> answer.addRecord(each, Section.ADDITIONAL));
        if (found.answers().isEmpty()) {
            answer.addRecord(directory.zone().authority(), Section.AUTHORITY);
        }
        return answer;
    }

    /** Many take the first address only: each gets its turn. */
    private List<Record> turned(List<Record> answers) {
        if (answers.size() < 2) {
            return answers;
        }
        List<Record> turned = new ArrayList<>(answers);
        Collections.rotate(turned, turn.getAndIncrement() % answers.size());
        return turned;
    }

    private CompletionStage<Message> follow(Message answer, CNAMERecord alias, int type, int aliasesLeft) {
        answer.addRecord(alias, Section.ANSWER);
        if (aliasesLeft == 0) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
            return CompletableFuture.completedFuture(answer);
        }
        return answer(answer, Record.newRecord(alias.getTarget(), type, DClass.IN), aliasesLeft - 1);
    }

    private static Message copied(Message answer, Message theirs) {
        answer.getHeader().setRcode(theirs.getRcode());
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL}) {
            theirs.getSection(section).stream()
                    .filter(each -> each.getType() != Type.OPT && each.getType() != Type.TSIG)
                    .forEach(each -> answer.addRecord(each, section));
        }
        return answer;
    }
}
