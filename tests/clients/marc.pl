# What does MARC::Lint say of these records? Anything at all is a failure.
#
# Two of its remarks are about titles that it does not know to be in a language
# in which the first word is an article (German "Die"): those are for people.
use strict;
use warnings;
use MARC::Record;
use MARC::File::XML (BinaryEncoding => 'utf8', RecordFormat => 'USMARC');
use MARC::Lint;
binmode STDOUT, ':utf8';

my $lint = MARC::Lint->new;
my $remarks = 0;
for my $file (@ARGV) {
    open my $handle, '<:utf8', $file or die "$file: $!";
    my $xml = do { local $/; <$handle> };
    my $record = MARC::Record->new_from_xml($xml, 'UTF-8');
    $lint->check_record($record);
    for my $remark ($lint->warnings) {
        next if $remark =~ /does not appear to be an article/;
        print "$file: $remark\n";
        $remarks++;
    }
    # A record that cannot be written as ISO 2709 cannot be loaded.
    die "$file: over 99,999 bytes" if length(Encode::encode_utf8($record->as_usmarc)) > 99_999;
}
exit($remarks ? 1 : 0);
