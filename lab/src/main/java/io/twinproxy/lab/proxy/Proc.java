package io.twinproxy.lab.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel says of a process: proc(5). Any thread. */
final class Proc {
    /** USER_HZ, in which the kernel tells times; 100 on every architecture we run on. */
    private static final double TICKS_PER_SECOND = 100;

    /** Counted from behind the command's name, which may hold anything. */
    private static final int UTIME = 11;

    private static final int STIME = 12;
    /** Places in the first line of /proc/stat. */
    private static final int IDLE = 4;

    private static final int IOWAIT = 5;
    private static final int STEAL = 8;
    private static final Pattern RSS = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
    private static final Pattern MODEL = Pattern.compile("(?m)^model name\\s*:\\s*(.+)$");

    private Proc() {}

    /** Seconds of CPU, user and system, of all its threads since it began. */
    static double cpuSeconds(long pid) throws IOException {
        String stat = read("/proc/" + pid + "/stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS_PER_SECOND;
    }

    /** Seconds of CPU the whole machine has been busy, or kept from running by its host, since it began. */
    static double machineBusySeconds() throws IOException {
        String[] fields = read("/proc/stat").lines().findFirst().orElse("").split(" +", -1);
        if (fields.length <= STEAL) {
            throw new IOException("/proc/stat has no line of fields up to steal");
        }
        long ticks = 0;
        for (int i = 1; i <= STEAL; i++) {
            ticks += i == IDLE || i == IOWAIT ? 0 : Long.parseLong(fields[i]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** Resident memory in kilobytes. */
    static long residentKb(long pid) throws IOException {
        Matcher found = RSS.matcher(read("/proc/" + pid + "/status"));
        if (!found.find()) {
            throw new IOException("process " + pid + " tells no VmRSS");
        }
        return Long.parseLong(found.group(1));
    }

    static String cpuModel() throws IOException {
        Matcher found = MODEL.matcher(read("/proc/cpuinfo"));
        return found.find() ? found.group(1).strip() : System.getProperty("os.arch");
    }

    private static String read(String path) throws IOException {
        return Files.readString(Path.of(path), StandardCharsets.UTF_8);
    }
}
