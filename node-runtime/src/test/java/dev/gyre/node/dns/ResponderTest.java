package dev.gyre.node.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Question in, answer out: the DNS specification's rows, and what DNS itself demands. */
class ResponderTest {
    private static final String ABROAD = "198.51.100.7";

    private final Responder responder = new Responder(Objects.directory(), question -> {
        Message answer = new Message();
        if (question.getType() == Type.A) {
            answer.addRecord(
                    Names.addressRecord(
                            question.getName(), Names.address(ABROAD).orElseThrow()),
                    Section.ANSWER);
        } else {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        return CompletableFuture.completedFuture(answer);
    });

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kubernetes.default.svc.cluster.local.                 | A     | 10.96.0.1
            KUBERNETES.Default.SVC.cluster.LOCAL.                 | A     | 10.96.0.1
            _https._tcp.kubernetes.default.svc.cluster.local.     | SRV   | 0 100 443 kubernetes.default.svc.cluster.local.
            1.0.96.10.in-addr.arpa.                               | PTR   | kubernetes.default.svc.cluster.local.
            db.default.svc.cluster.local.                         | A     | 10.3.0.100,10.3.0.101
            my-pet.db.default.svc.cluster.local.                  | A     | 10.3.0.100
            10-3-0-101.db.default.svc.cluster.local.              | A     | 10.3.0.101
            _pg._tcp.db.default.svc.cluster.local.                | SRV   | 0 100 5432 10-3-0-101.db.default.svc.cluster.local.,0 100 5432 my-pet.db.default.svc.cluster.local.
            100.0.3.10.in-addr.arpa.                              | PTR   | my-pet.db.default.svc.cluster.local.
            elsewhere.default.svc.cluster.local.                  | CNAME | www.example.com.
            elsewhere.default.svc.cluster.local.                  | A     | www.example.com.,198.51.100.7
            inside.default.svc.cluster.local.                     | A     | kubernetes.default.svc.cluster.local.,10.96.0.1
            dns-version.cluster.local.                            | TXT   | 1.1.0
            1-2-3-4.default.pod.cluster.local.                    | A     | 1.2.3.4
            2001-db8--1.default.pod.cluster.local.                | AAAA  | 2001:db8:0:0:0:0:0:1
            ns.dns.cluster.local.                                 | A     | 10.96.0.10
            www.example.com.                                      | A     | 198.51.100.7
            """)
    void isAnswered(String name, String type, String expected) throws IOException {
        Message answer = ask(name, Type.value(type));
        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(answer.getSection(Section.ANSWER).stream().map(Record::rdataToString))
                .containsExactlyInAnyOrder(expected.split(","));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kubernetes.default.svc.cluster.local.                 | AAAA | NOERROR
            nobody.default.svc.cluster.local.                     | A    | NOERROR
            _tcp.db.default.svc.cluster.local.                    | SRV  | NOERROR
            default.svc.cluster.local.                            | A    | NOERROR
            svc.cluster.local.                                    | A    | NOERROR
            cluster.local.                                        | A    | NOERROR
            default.pod.cluster.local.                            | A    | NOERROR
            1-2-3-4.default.pod.cluster.local.                    | AAAA | NOERROR
            nothing.default.svc.cluster.local.                    | A    | NXDOMAIN
            x.kubernetes.default.svc.cluster.local.               | A    | NXDOMAIN
            10-3-0-102.db.default.svc.cluster.local.              | A    | NXDOMAIN
            kubernetes.default.svc.default.svc.cluster.local.     | A    | NXDOMAIN
            1-2-3.default.pod.cluster.local.                      | A    | NXDOMAIN
            1-2-3-400.default.pod.cluster.local.                  | A    | NXDOMAIN
            _http._tcp.kubernetes.default.svc.cluster.local.      | SRV  | NXDOMAIN
            """)
    void isNotThereAndSaysInWhichWay(String name, String type, String rcode) throws IOException {
        Message answer = ask(name, Type.value(type));
        assertThat(Rcode.string(answer.getRcode())).isEqualTo(rcode);
        assertThat(answer.getSection(Section.ANSWER)).isEmpty();
        assertThat(answer.getSection(Section.AUTHORITY)).singleElement().isInstanceOf(SOARecord.class);
        assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
    }

    @Test
    void aServicesTargetsComeWithTheirAddresses() throws IOException {
        Message answer = ask("_pg._tcp.db.default.svc.cluster.local.", Type.SRV);
        assertThat(answer.getSection(Section.ADDITIONAL).stream().map(Record::rdataToString))
                .contains("10.3.0.100", "10.3.0.101");
    }

    @Test
    void answersLastFiveSeconds() throws IOException {
        assertThat(ask("db.default.svc.cluster.local.", Type.A).getSection(Section.ANSWER))
                .allSatisfy(each -> assertThat(each.getTTL()).isEqualTo(5));
    }

    @Test
    void everyAddressComesFirstInItsTurn() throws IOException {
        String first = ask("db.default.svc.cluster.local.", Type.A)
                .getSection(Section.ANSWER)
                .getFirst()
                .rdataToString();
        String second = ask("db.default.svc.cluster.local.", Type.A)
                .getSection(Section.ANSWER)
                .getFirst()
                .rdataToString();
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void theLargestPacketIsTheAskers() throws IOException {
        Message query = query("kubernetes.default.svc.cluster.local.", Type.A);
        assertThat(reply(query).packetBytes()).isEqualTo(512);
        query.addRecord(new OPTRecord(100, 0, 0), Section.ADDITIONAL);
        assertThat(reply(query).packetBytes()).isEqualTo(512);
        query.removeAllRecords(Section.ADDITIONAL);
        query.addRecord(new OPTRecord(60_000, 0, 0), Section.ADDITIONAL);
        assertThat(reply(query).packetBytes()).isEqualTo(4096);
        assertThat(answer(query).getOPT()).isNotNull();
    }

    @Test
    void anUnknownVersionOfEdnsIsToldSo() throws IOException {
        Message query = query("kubernetes.default.svc.cluster.local.", Type.A);
        query.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
        assertThat(answer(query).getRcode()).isEqualTo(Rcode.BADVERS);
    }

    @Test
    void whatIsNotServedIsRefusedInItsTerms() throws IOException {
        Message update = query("a.cluster.local.", Type.A);
        update.getHeader().setOpcode(Opcode.UPDATE);
        assertThat(answer(update).getRcode()).isEqualTo(Rcode.NOTIMP);
        assertThat(ask("cluster.local.", Type.AXFR).getRcode()).isEqualTo(Rcode.REFUSED);
        Message chaos =
                Message.newQuery(Record.newRecord(Name.fromConstantString("version.bind."), Type.TXT, DClass.CHAOS));
        assertThat(answer(chaos).getRcode()).isEqualTo(Rcode.REFUSED);
        Message empty = new Message(7);
        assertThat(answer(empty).getRcode()).isEqualTo(Rcode.FORMERR);
        assertThat(answer(empty).getHeader().getID()).isEqualTo(7);
    }

    @Test
    void answersAreNotAnswered() throws IOException {
        Message answer = query("a.cluster.local.", Type.A);
        answer.getHeader().setFlag(Flags.QR);
        assertThat(responder.reply(ByteBuffer.wrap(answer.toWire()))).isEmpty();
        assertThat(responder.reply(ByteBuffer.wrap(new byte[11]))).isEmpty();
    }

    @Property(tries = 500)
    void noBytesDoHarm(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] bytes = query("_pg._tcp.db.default.svc.cluster.local.", Type.SRV).toWire();
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        responder
                .reply(ByteBuffer.wrap(bytes))
                .ifPresent(reply -> assertThat(
                                reply.message().toCompletableFuture().join().toWire(reply.packetBytes()))
                        .hasSizeLessThanOrEqualTo(reply.packetBytes()));
    }

    private Message ask(String name, int type) throws IOException {
        return answer(query(name, type));
    }

    private static Message query(String name, int type) {
        return Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
    }

    private Responder.Reply reply(Message query) {
        return responder.reply(ByteBuffer.wrap(query.toWire())).orElseThrow();
    }

    /** Through the wire, as an asker would see it. */
    private Message answer(Message query) throws IOException {
        Message answer = reply(query).message().toCompletableFuture().join();
        assertThat(List.of(answer.getHeader().getID()))
                .containsExactly(query.getHeader().getID());
        return new Message(answer.toWire(4096));
    }
}
