<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Blend</name>
    <message>
        <source>{take} of {photo} was changed.</source>
        <translation>{photo} 的 {take} 已更改。</translation>
    </message>
    <message>
        <source>{take} was changed.</source>
        <translation>{take} 已更改。</translation>
    </message>
    <message>
        <source>How much of the restored picture shows; at 0 % it is the original</source>
        <translation>修复结果的显示程度；0% 即原图</translation>
    </message>
    <message>
        <source>Blend</source>
        <translation>混合</translation>
    </message>
</context>
<context>
    <name>Brush</name>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Original</source>
        <comment>what the brush paints</comment>
        <translation>原图</translation>
    </message>
    <message>
        <source>Paint the original over the restored picture; X changes</source>
        <translation>将原图涂到修复结果上；按 X 切换</translation>
    </message>
    <message>
        <source>Restored</source>
        <comment>what the brush paints</comment>
        <translation>修复后</translation>
    </message>
    <message>
        <source>Paint the restored picture back; X changes</source>
        <translation>涂回修复结果；按 X 切换</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Diameter in pixels of the restored picture ([ and ], or Shift + wheel)</source>
        <translation>直径，以修复后图片的像素计（[ 和 ]，或 Shift + 滚轮）</translation>
    </message>
    <message>
        <source>Hardness</source>
        <translation>硬度</translation>
    </message>
    <message>
        <source>How sharp the edge is (Shift + [ and Shift + ])</source>
        <translation>边缘的锐利程度（Shift + [ 和 Shift + ]）</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>How much one stroke changes</source>
        <translation>每一笔的改变程度</translation>
    </message>
    <message>
        <source>Show the layer</source>
        <translation>显示图层</translation>
    </message>
    <message>
        <source>Show in red where the original shows (O)</source>
        <translation>以红色标出显示原图的区域（O）</translation>
    </message>
    <message>
        <source>Invert the layer</source>
        <translation>反转图层</translation>
    </message>
    <message>
        <source>Swap original and restored everywhere (I)</source>
        <translation>处处互换原图与修复结果（I）</translation>
    </message>
    <message>
        <source>Clear the layer</source>
        <translation>清空图层</translation>
    </message>
    <message>
        <source>Show the restored picture everywhere again</source>
        <translation>重新处处显示修复结果</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Put the brush away (B or Esc)</source>
        <translation>收起画笔（B 或 Esc）</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Original</source>
        <translation>原图</translation>
    </message>
    <message>
        <source>Restored</source>
        <translation>修复后</translation>
    </message>
    <message>
        <source>Restoring…</source>
        <translation>正在修复…</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>{mode}: {left} and {right}</source>
        <translation>{mode}：{left} 与 {right}</translation>
    </message>
    <message>
        <source>Arrows move the brush, with Ctrl they paint. Enter paints where it is.</source>
        <translation>方向键移动画笔，按住 Ctrl 则涂抹。回车在当前位置涂抹。</translation>
    </message>
    <message>
        <source>Plus and minus zoom, Shift and arrows move the picture.</source>
        <translation>加减号缩放，Shift 加方向键移动图片。</translation>
    </message>
    <message>
        <source>Left and right arrows move the divider.</source>
        <translation>左右方向键移动分割线。</translation>
    </message>
    <message>
        <source>Arrows move both pictures.</source>
        <translation>方向键同时移动两张图片。</translation>
    </message>
    <message>
        <source>Hold backslash to see the other picture.</source>
        <translation>按住反斜杠查看另一张图片。</translation>
    </message>
    <message>
        <source>Arrows move the lens, brackets change its size.</source>
        <translation>方向键移动放大镜，方括号改变其大小。</translation>
    </message>
</context>
<context>
    <name>Caption</name>
    <message>
        <source>Caption</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>What the photo shows, or nothing</source>
        <translation>照片的内容，可留空</translation>
    </message>
    <message>
        <source>No caption</source>
        <comment>a button</comment>
        <translation>无描述</translation>
    </message>
    <message>
        <source>No caption: empty it</source>
        <translation>无描述：清空</translation>
    </message>
    <message>
        <source>Empty the caption: the photo alone decides</source>
        <translation>清空描述：仅由照片决定</translation>
    </message>
    <message>
        <source>Words for what the photo shows steer the restoration. A person&apos;s name steers the face.</source>
        <translation>描述照片内容的文字会引导修复。人名会影响面部。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Write caption</source>
        <translation>撰写描述</translation>
    </message>
    <message>
        <source>Stop at the next word</source>
        <translation>在下一个词停止</translation>
    </message>
    <message>
        <source>Stop writing the caption</source>
        <translation>停止撰写描述</translation>
    </message>
    <message>
        <source>No caption</source>
        <comment>a state</comment>
        <translation>无描述</translation>
    </message>
    <message>
        <source>About {tokens} of {window} tokens</source>
        <translation>约 {tokens}/{window} 个词元</translation>
    </message>
    <message>
        <source>About {tokens} of {window} tokens, read in parts</source>
        <translation>约 {tokens}/{window} 个词元，分段读取</translation>
    </message>
    <message>
        <source>The model reads {window} tokens at once, roughly {words} words.</source>
        <translation>模型一次读取 {window} 个词元，约 {words} 个英文单词。</translation>
    </message>
</context>
<context>
    <name>Captioning</name>
    <message>
        <source>No captioner is installed. Get one in the Models window, from the menu at the top right. Or write the caption yourself.</source>
        <translation>未安装描述模型。可在右上角菜单的“模型”窗口中获取，或自行撰写描述。</translation>
    </message>
    <message>
        <source>Loading the captioner…</source>
        <translation>正在加载描述模型…</translation>
    </message>
    <message>
        <source>Looking at the photo…</source>
        <translation>正在分析照片…</translation>
    </message>
    <message>
        <source>Writing a caption…</source>
        <translation>正在撰写描述…</translation>
    </message>
    <message>
        <source>Open a photo to have its caption written</source>
        <translation>打开照片后即可撰写描述</translation>
    </message>
    <message>
        <source>Let {captioner} describe the photo; you can change its words</source>
        <translation>让 {captioner} 描述照片；文字可修改</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>The captioner found no words for this photo. It can be restored without a caption.</source>
        <translation>描述模型未能描述这张照片。没有描述也可以修复。</translation>
    </message>
    <message>
        <source>Your own words were kept. The captioner&apos;s are: {words}</source>
        <translation>已保留您自己的文字。描述模型给出的是：{words}</translation>
    </message>
    <message>
        <source>Use them</source>
        <comment>the captioner&apos;s words</comment>
        <translation>使用</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>Choices</name>
    <message>
        <source>Get or add that model.</source>
        <translation>请获取或添加该模型。</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Dark</source>
        <comment>a theme, or a grey</comment>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <comment>a theme, or a grey</comment>
        <translation>浅色</translation>
    </message>
    <message>
        <source>By theme</source>
        <translation>跟随主题</translation>
    </message>
    <message>
        <source>Dark, 18 %</source>
        <translation>深灰，18%</translation>
    </message>
    <message>
        <source>Middle, 50 %</source>
        <translation>中灰，50%</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Restoring</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Heirloom</source>
        <translation>Heirloom</translation>
    </message>
    <message>
        <source>Save what is beyond the photo</source>
        <translation>保存超出照片的内容</translation>
    </message>
    <message>
        <source>One picture, parted by a line that can be dragged</source>
        <translation>一张图片，由可拖动的分割线隔开</translation>
    </message>
    <message>
        <source>Two pictures side by side, moved together</source>
        <translation>两张图片左右并排，同步移动</translation>
    </message>
    <message>
        <source>Two pictures one above the other, moved together</source>
        <translation>两张图片上下排列，同步移动</translation>
    </message>
    <message>
        <source>One picture; the other one while the mouse or \ is held</source>
        <translation>一张图片；按住鼠标或 \ 时显示另一张</translation>
    </message>
    <message>
        <source>One picture; the other one under a lens that follows the pointer</source>
        <translation>一张图片；跟随指针的放大镜下显示另一张</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Open a photo</source>
        <translation>打开照片</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Open the picture or file in the clipboard</source>
        <translation>打开剪贴板中的图片或文件</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save beside the original, under a new name</source>
        <translation>以新名称保存在原图旁边</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Save under a name of your choice</source>
        <translation>以自选名称保存</translation>
    </message>
    <message>
        <source>Save all results of the queue</source>
        <translation>保存队列中的所有结果</translation>
    </message>
    <message>
        <source>Save every finished photo of the queue that is not saved yet</source>
        <translation>保存队列中所有已完成但尚未保存的照片</translation>
    </message>
    <message>
        <source>Save a grey picture, bright where the restored one shows what the photo does not hold</source>
        <translation>保存一张灰度图，修复后图片中照片没有依据的地方较亮</translation>
    </message>
    <message>
        <source>Close photo</source>
        <translation>关闭照片</translation>
    </message>
    <message>
        <source>Close the photo</source>
        <translation>关闭这张照片</translation>
    </message>
    <message>
        <source>Next photo</source>
        <translation>下一张照片</translation>
    </message>
    <message>
        <source>The next photo of the film strip</source>
        <translation>胶片栏中的下一张照片</translation>
    </message>
    <message>
        <source>Previous photo</source>
        <translation>上一张照片</translation>
    </message>
    <message>
        <source>The photo before</source>
        <translation>前一张照片</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Restore this photo</source>
        <translation>修复这张照片</translation>
    </message>
    <message>
        <source>Restore all open photos</source>
        <translation>修复所有打开的照片</translation>
    </message>
    <message>
        <source>Put every open photo into the queue</source>
        <translation>将所有打开的照片加入队列</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop at the next step</source>
        <translation>在下一步停止</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Take the last change of settings or takes back</source>
        <translation>撤销对设置或版本的上一次更改</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Bring it back</source>
        <translation>恢复刚撤销的更改</translation>
    </message>
    <message>
        <source>How to compare; the key goes to the next way</source>
        <translation>对比方式；按键切换到下一种</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <source>Show the whole picture</source>
        <translation>显示整张图片</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100%</translation>
    </message>
    <message>
        <source>One picture pixel on one screen pixel</source>
        <translation>图片像素与屏幕像素一一对应</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>4 takes</source>
        <translation>4 个版本</translation>
    </message>
    <message>
        <source>Restore with four seeds</source>
        <translation>用四个种子修复</translation>
    </message>
    <message>
        <source>Contact sheet</source>
        <translation>样张表</translation>
    </message>
    <message>
        <source>Lay the takes out side by side</source>
        <translation>并排展示各个版本</translation>
    </message>
    <message>
        <source>Next take</source>
        <translation>下一个版本</translation>
    </message>
    <message>
        <source>Compare with the next take</source>
        <translation>与下一个版本对比</translation>
    </message>
    <message>
        <source>Previous take</source>
        <translation>上一个版本</translation>
    </message>
    <message>
        <source>Compare with the take before</source>
        <translation>与上一个版本对比</translation>
    </message>
    <message>
        <source>Rename the take…</source>
        <translation>重命名版本…</translation>
    </message>
    <message>
        <source>Give the take a name</source>
        <translation>为该版本命名</translation>
    </message>
    <message>
        <source>Star the take</source>
        <translation>标记版本</translation>
    </message>
    <message>
        <source>Mark the take, or no more</source>
        <translation>添加或去除星标</translation>
    </message>
    <message>
        <source>Delete the take</source>
        <translation>删除版本</translation>
    </message>
    <message>
        <source>Delete the take; undo brings it back</source>
        <translation>删除该版本；可撤销</translation>
    </message>
    <message>
        <source>Use the take&apos;s settings</source>
        <translation>使用该版本的设置</translation>
    </message>
    <message>
        <source>Set the panel as for the take</source>
        <translation>将面板设为该版本的设置</translation>
    </message>
    <message>
        <source>Beyond the photo</source>
        <translation>超出照片的内容</translation>
    </message>
    <message>
        <source>Show in colour what the restored picture shows and the photo does not hold</source>
        <translation>用颜色标出修复后图片中有、而照片里没有依据的内容</translation>
    </message>
    <message>
        <source>Paint where the restored picture shows</source>
        <translation>涂抹修复结果的显示区域</translation>
    </message>
    <message>
        <source>Original or restored</source>
        <translation>原图或修复结果</translation>
    </message>
    <message>
        <source>Paint the original, or the restored picture</source>
        <translation>涂抹原图或修复结果</translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation>缩小画笔</translation>
    </message>
    <message>
        <source>A smaller brush</source>
        <translation>缩小画笔</translation>
    </message>
    <message>
        <source>Larger brush</source>
        <translation>放大画笔</translation>
    </message>
    <message>
        <source>A larger brush</source>
        <translation>放大画笔</translation>
    </message>
    <message>
        <source>Softer brush</source>
        <translation>柔化画笔</translation>
    </message>
    <message>
        <source>A softer edge</source>
        <translation>边缘更柔和</translation>
    </message>
    <message>
        <source>Harder brush</source>
        <translation>硬化画笔</translation>
    </message>
    <message>
        <source>A harder edge</source>
        <translation>边缘更锐利</translation>
    </message>
    <message>
        <source>Show the layer</source>
        <translation>显示图层</translation>
    </message>
    <message>
        <source>Show in red where the original shows</source>
        <translation>以红色标出显示原图的区域</translation>
    </message>
    <message>
        <source>Invert the layer</source>
        <translation>反转图层</translation>
    </message>
    <message>
        <source>Swap original and restored everywhere</source>
        <translation>处处互换原图与修复结果</translation>
    </message>
    <message>
        <source>Clear the layer</source>
        <translation>清空图层</translation>
    </message>
    <message>
        <source>Show the restored picture everywhere again</source>
        <translation>重新处处显示修复结果</translation>
    </message>
    <message>
        <source>Film strip</source>
        <translation>胶片栏</translation>
    </message>
    <message>
        <source>Show or hide the open photos</source>
        <translation>显示或隐藏打开的照片</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Show or hide the queue</source>
        <translation>显示或隐藏队列</translation>
    </message>
    <message>
        <source>Settings panel</source>
        <translation>设置面板</translation>
    </message>
    <message>
        <source>Show or hide the settings</source>
        <translation>显示或隐藏设置</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Teach a model with your own photos</source>
        <translation>用自己的照片训练模型</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>模型…</translation>
    </message>
    <message>
        <source>What is installed, and what can be had</source>
        <translation>已安装和可获取的模型</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Appearance, saving, memory, captioner</source>
        <translation>外观、保存、内存、描述模型</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>List the keys</source>
        <translation>列出按键</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>List what was said so far</source>
        <translation>列出至今的消息</translation>
    </message>
    <message>
        <source>Show kept results</source>
        <translation>显示留存的结果</translation>
    </message>
    <message>
        <source>Open the folder where every result is kept</source>
        <translation>打开留存所有结果的文件夹</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Dismiss the message</source>
        <translation>关闭消息</translation>
    </message>
</context>
<context>
    <name>Comparison</name>
    <message>
        <source>Slider</source>
        <translation>滑动对比</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>左右并排</translation>
    </message>
    <message>
        <source>Top and bottom</source>
        <translation>上下排列</translation>
    </message>
    <message>
        <source>Hold to compare</source>
        <translation>按住对比</translation>
    </message>
    <message>
        <source>Lens</source>
        <translation>放大镜</translation>
    </message>
</context>
<context>
    <name>Data</name>
    <message>
        <source>FaithDiff (full model)</source>
        <translation>FaithDiff（完整模型）</translation>
    </message>
    <message>
        <source>The released model of the paper, of the size of SDXL. For photos of 1024 pixels and more; wants a graphics card.</source>
        <translation>论文发布的模型，规模与 SDXL 相当。适合 1024 像素以上的照片，需要显卡。</translation>
    </message>
    <message>
        <source>Comfortable from 16 GB of graphics memory; 8, 6 and 4 GB have plans of their own.</source>
        <translation>显存 16 GB 以上最为顺畅；8、6、4 GB 各有专用方案。</translation>
    </message>
    <message>
        <source>not stated with the weights (the code is MIT)</source>
        <translation>权重未注明（代码为 MIT）</translation>
    </message>
    <message>
        <source>The authors published the code under the MIT licence. A licence for the weights could not be confirmed: read the model card before you use them for more than yourself.</source>
        <translation>作者以 MIT 许可发布代码。权重的许可无法确认：若非仅供个人使用，请先阅读模型说明。</translation>
    </message>
    <message>
        <source>OpenRAIL++</source>
        <translation>OpenRAIL++</translation>
    </message>
    <message>
        <source>Free to use, also commercially, but not for the harmful purposes that the licence lists; whoever passes the model on passes on these conditions.</source>
        <translation>可自由使用，包括商用，但不得用于许可列出的有害用途；转发模型时须一并附上这些条款。</translation>
    </message>
    <message>
        <source>MIT</source>
        <translation>MIT</translation>
    </message>
    <message>
        <source>Free for every use, as long as the notice stays with it.</source>
        <translation>可用于任何用途，只需保留许可声明。</translation>
    </message>
    <message>
        <source>Florence-2 base</source>
        <translation>Florence-2 base</translation>
    </message>
    <message>
        <source>Describes a photo in words, in a second or two. The default captioner.</source>
        <translation>一两秒内用文字描述照片。默认的描述模型。</translation>
    </message>
    <message>
        <source>About 1 GB.</source>
        <translation>约 1 GB。</translation>
    </message>
    <message>
        <source>Florence-2 large</source>
        <translation>Florence-2 large</translation>
    </message>
    <message>
        <source>Describes a photo in more detail, more slowly.</source>
        <translation>描述更详细，速度较慢。</translation>
    </message>
    <message>
        <source>About 3 GB.</source>
        <translation>约 3 GB。</translation>
    </message>
    <message>
        <source>Faded portrait</source>
        <translation>褪色的肖像</translation>
    </message>
    <message>
        <source>Folded black-and-white print</source>
        <translation>有折痕的黑白照片</translation>
    </message>
    <message>
        <source>Early digital snapshot</source>
        <translation>早期数码快照</translation>
    </message>
    <message>
        <source>Yellowed rocket at dusk</source>
        <translation>泛黄的暮色火箭</translation>
    </message>
    <message>
        <source>Built-in (small)</source>
        <translation>内置（小）</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Open a photo</source>
        <translation>打开照片</translation>
    </message>
    <message>
        <source>Save the restored photo</source>
        <translation>保存修复后的照片</translation>
    </message>
    <message>
        <source>Keyboard and mouse</source>
        <translation>键盘与鼠标</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Photos ({patterns})</source>
        <translation>照片 ({patterns})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>On the picture</source>
        <translation>在图片上</translation>
    </message>
    <message>
        <source>Nothing was said so far.</source>
        <translation>目前没有消息。</translation>
    </message>
    <message>
        <source> or </source>
        <comment>between two keys</comment>
        <translation> 或 </translation>
    </message>
</context>
<context>
    <name>Document</name>
    <message>
        <source>Pasted picture</source>
        <translation>粘贴的图片</translation>
    </message>
</context>
<context>
    <name>Empty</name>
    <message>
        <source>Drop a photo here</source>
        <translation>将照片拖到此处</translation>
    </message>
    <message>
        <source>or open one, or paste one with Ctrl+V. The original is never changed.</source>
        <translation>或打开照片，或按 Ctrl+V 粘贴。原图绝不会被更改。</translation>
    </message>
    <message>
        <source>Open photo…</source>
        <translation>打开照片…</translation>
    </message>
    <message>
        <source>Try the sample</source>
        <translation>试用示例</translation>
    </message>
    <message>
        <source>Drop to open</source>
        <translation>松开即可打开</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>Get the adapter again.</source>
        <translation>请重新获取该适配器。</translation>
    </message>
    <message>
        <source>cannot be read ({reason})</source>
        <translation>无法读取（{reason}）</translation>
    </message>
    <message>
        <source>is damaged: its content is not what it says</source>
        <translation>已损坏：内容与其声明不符</translation>
    </message>
    <message>
        <source>is damaged: {why}</source>
        <translation>已损坏：{why}</translation>
    </message>
    <message>
        <source>its header cannot be that long</source>
        <translation>文件头不可能这么长</translation>
    </message>
    <message>
        <source>it ends early, within its header</source>
        <translation>文件过早结束，停在文件头内</translation>
    </message>
    <message>
        <source>its header is no JSON</source>
        <translation>文件头不是 JSON</translation>
    </message>
    <message>
        <source>its header is no table</source>
        <translation>文件头不是表</translation>
    </message>
    <message>
        <source>its metadata is no table</source>
        <translation>元数据不是表</translation>
    </message>
    <message>
        <source>is a folder, but an adapter is one file</source>
        <translation>是文件夹，而适配器是单个文件</translation>
    </message>
    <message>
        <source>Name the adapter&apos;s file.</source>
        <translation>请指定适配器文件。</translation>
    </message>
    <message>
        <source>Adapters are .safetensors files that Heirloom&apos;s training writes.</source>
        <translation>适配器是 Heirloom 训练生成的 .safetensors 文件。</translation>
    </message>
    <message>
        <source>is no adapter, but a PyTorch file</source>
        <translation>不是适配器，而是 PyTorch 文件</translation>
    </message>
    <message>
        <source>a LoRA of another program</source>
        <translation>其他程序的 LoRA</translation>
    </message>
    <message>
        <source>Give a file that Heirloom&apos;s training wrote; it fits only the model it was trained on.</source>
        <translation>请提供 Heirloom 训练生成的文件；它只适用于训练时所用的模型。</translation>
    </message>
    <message>
        <source>is {kind}, not an adapter of Heirloom&apos;s</source>
        <translation>是{kind}，不是 Heirloom 的适配器</translation>
    </message>
    <message>
        <source>its metadata is not valid JSON ({reason})</source>
        <translation>元数据不是有效的 JSON（{reason}）</translation>
    </message>
    <message>
        <source>its metadata is not a JSON object</source>
        <translation>元数据不是 JSON 对象</translation>
    </message>
    <message>
        <source>changes {part}.{inner}, which {name} does not have</source>
        <translation>修改了 {part}.{inner}，而 {name} 中没有它</translation>
    </message>
    <message>
        <source>its key {key} has the shape {shape}, which does not fit {wanted}</source>
        <translation>键 {key} 的形状为 {shape}，与 {wanted} 不符</translation>
    </message>
    <message>
        <source>is an adapter for another version of {name}: for {wanted}, not {found}</source>
        <translation>是 {name} 另一版本的适配器：适用于 {wanted}，而不是 {found}</translation>
    </message>
    <message>
        <source>Get that version, or train the adapter again on this one.</source>
        <translation>请获取该版本，或在当前版本上重新训练适配器。</translation>
    </message>
    <message>
        <source>is an adapter for {wanted}, not for {found}</source>
        <translation>是 {wanted} 的适配器，不适用于 {found}</translation>
    </message>
    <message>
        <source>Use it with the model {name}.</source>
        <translation>请与模型 {name} 一起使用。</translation>
    </message>
    <message>
        <source>Use it with the model it was trained on.</source>
        <translation>请与训练时所用的模型一起使用。</translation>
    </message>
    <message>
        <source>this part of the model is missing</source>
        <translation>模型缺少这一部分</translation>
    </message>
    <message>
        <source>Get the model again.</source>
        <translation>请重新获取该模型。</translation>
    </message>
    <message>
        <source>changed while it was copied</source>
        <translation>在复制过程中被更改</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>请重试。</translation>
    </message>
    <message>
        <source>is not in the folder of adapters, so it is not deleted</source>
        <translation>不在适配器文件夹中，因此不会删除</translation>
    </message>
    <message>
        <source>Give another one with --name, or remove it first: heirloom models remove {name}.</source>
        <translation>请用 --name 指定其他名称，或先将其移除：heirloom models remove {name}。</translation>
    </message>
    <message>
        <source>the name {name!r} is that of another model or adapter</source>
        <translation>名称 {name!r} 已被其他模型或适配器使用</translation>
    </message>
    <message>
        <source>not enough memory on {place} for the weights of this model</source>
        <translation>{place} 上的内存不足以容纳此模型的权重</translation>
    </message>
    <message>
        <source>Choose a smaller plan, or close other programs.</source>
        <translation>请选择更小的内存方案，或关闭其他程序。</translation>
    </message>
    <message>
        <source>Get the captioner again.</source>
        <translation>请重新获取描述模型。</translation>
    </message>
    <message>
        <source>Get one with: heirloom models get {name}.</source>
        <translation>获取方式：heirloom models get {name}。</translation>
    </message>
    <message>
        <source>no captioner is installed</source>
        <translation>未安装描述模型</translation>
    </message>
    <message>
        <source>Installed: {names}.</source>
        <translation>已安装：{names}。</translation>
    </message>
    <message>
        <source>there is no captioner {name!r}</source>
        <translation>没有描述模型 {name!r}</translation>
    </message>
    <message>
        <source>Give its folder or its name. {there}</source>
        <translation>请提供其文件夹或名称。{there}</translation>
    </message>
    <message>
        <source>there is no such captioner folder</source>
        <translation>没有这样的描述模型文件夹</translation>
    </message>
    <message>
        <source>Check the name.</source>
        <translation>请检查名称。</translation>
    </message>
    <message>
        <source>is an adapter (LoRA), not a whole captioner</source>
        <translation>是适配器（LoRA），不是完整的描述模型</translation>
    </message>
    <message>
        <source>Merge it into its base, or get a whole captioner.</source>
        <translation>请将其合并到基础模型，或获取完整的描述模型。</translation>
    </message>
    <message>
        <source>does not say which model it is (model_type)</source>
        <translation>没有说明是哪种模型（model_type）</translation>
    </message>
    <message>
        <source>is Florence-2 as it was first published, which runs only with code of its own</source>
        <translation>是 Florence-2 的最初版本，只能用其自带代码运行</translation>
    </message>
    <message>
        <source>Get it converted: heirloom models get {name}.</source>
        <translation>请获取转换后的版本：heirloom models get {name}。</translation>
    </message>
    <message>
        <source>can run code when opened, so it was not, and there are no other weights</source>
        <translation>打开时可能运行代码，因此未打开，且没有其他权重</translation>
    </message>
    <message>
        <source>Get the captioner with weights in safetensors.</source>
        <translation>请获取权重为 safetensors 格式的描述模型。</translation>
    </message>
    <message>
        <source>this file of the captioner is missing</source>
        <translation>缺少描述模型的此文件</translation>
    </message>
    <message>
        <source>names no files (weight_map)</source>
        <translation>没有列出文件（weight_map）</translation>
    </message>
    <message>
        <source>names {name!r}, which is no safetensors file beside it</source>
        <translation>列出了 {name!r}，但旁边没有这样的 safetensors 文件</translation>
    </message>
    <message>
        <source>is not a file</source>
        <translation>不是文件</translation>
    </message>
    <message>
        <source>is damaged: its list of contents cannot be read</source>
        <translation>已损坏：无法读取其内容列表</translation>
    </message>
    <message>
        <source>is damaged: {size:,} bytes long instead of {wanted:,}</source>
        <translation>已损坏：长度为 {size:,} 字节，应为 {wanted:,}</translation>
    </message>
    <message>
        <source>asks for {value!r}, which is code from elsewhere</source>
        <translation>要求使用 {value!r}，这是来自别处的代码</translation>
    </message>
    <message>
        <source>{name} is {value}, but {most} is the most</source>
        <translation>{name} 为 {value}，但最大为 {most}</translation>
    </message>
    <message>
        <source>is larger than {most} KiB</source>
        <translation>大于 {most} KiB</translation>
    </message>
    <message>
        <source>is not a JSON object</source>
        <translation>不是 JSON 对象</translation>
    </message>
    <message>
        <source>has no {file}, so it is not a model</source>
        <translation>没有 {file}，因此不是模型</translation>
    </message>
    <message>
        <source>Name a model&apos;s folder.</source>
        <translation>请指定模型的文件夹。</translation>
    </message>
    <message>
        <source>It brings its model with it: heirloom restore --adapter {name}.</source>
        <translation>它会自带模型：heirloom restore --adapter {name}。</translation>
    </message>
    <message>
        <source>{name} is an adapter, not a model</source>
        <translation>{name} 是适配器，不是模型</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Give a model&apos;s folder or one of these names: {there}.</source>
        <translation>请提供模型文件夹或以下名称之一：{there}。</translation>
    </message>
    <message>
        <source>there is no model {name!r}</source>
        <translation>没有模型 {name!r}</translation>
    </message>
    <message>
        <source>Give an adapter&apos;s file or one of these names: {names}.</source>
        <translation>请提供适配器文件或以下名称之一：{names}。</translation>
    </message>
    <message>
        <source>Give an adapter&apos;s file.</source>
        <translation>请提供适配器文件。</translation>
    </message>
    <message>
        <source>there is no adapter {name!r}</source>
        <translation>没有适配器 {name!r}</translation>
    </message>
    <message>
        <source>needs another version of the model {name}, {identity}, which is not installed</source>
        <translation>需要模型 {name} 的另一版本 {identity}，但未安装</translation>
    </message>
    <message>
        <source>Get it with: heirloom models get {name}.</source>
        <translation>获取方式：heirloom models get {name}。</translation>
    </message>
    <message>
        <source>Import it with: heirloom models import.</source>
        <translation>导入方式：heirloom models import。</translation>
    </message>
    <message>
        <source>needs the model {name}, {identity}, which is not installed</source>
        <translation>需要模型 {name}（{identity}），但未安装</translation>
    </message>
    <message>
        <source>needs the model it was trained on, {identity}, which is not installed</source>
        <translation>需要训练时所用的模型 {identity}，但未安装</translation>
    </message>
    <message>
        <source>there is nothing called {name!r} to download</source>
        <translation>没有名为 {name!r} 的可下载项</translation>
    </message>
    <message>
        <source>There is: {names}.</source>
        <translation>可下载：{names}。</translation>
    </message>
    <message>
        <source>the restored picture would have {megapixels} megapixels ({width} x {height}), but {most} are the most</source>
        <translation>修复后的图片将有 {megapixels} 百万像素（{width} x {height}），但最多为 {most}</translation>
    </message>
    <message>
        <source>Choose a smaller size.</source>
        <translation>请选择较小的尺寸。</translation>
    </message>
    <message>
        <source>Choose a smaller scale.</source>
        <translation>请选择较小的放大倍数。</translation>
    </message>
    <message>
        <source>the model&apos;s result is not a picture (it has values that are not numbers)</source>
        <translation>模型的结果不是图片（其中有非数值）</translation>
    </message>
    <message>
        <source>Try the precision fp32, or another seed.</source>
        <translation>请尝试 fp32 精度或其他种子。</translation>
    </message>
    <message>
        <source>the model&apos;s result is empty: all of one colour</source>
        <translation>模型的结果为空：只有一种颜色</translation>
    </message>
    <message>
        <source>Try other settings or another seed.</source>
        <translation>请尝试其他设置或其他种子。</translation>
    </message>
    <message>
        <source>the hub does not say how long {name} of {repository} is</source>
        <translation>服务器没有说明 {repository} 中 {name} 的长度</translation>
    </message>
    <message>
        <source>the disk is too full: {needed} are needed, but only {free} are free</source>
        <translation>磁盘空间不足：需要 {needed}，但只剩 {free}</translation>
    </message>
    <message>
        <source>Make room, then run the command again. {go_on}</source>
        <translation>请腾出空间，然后再次运行命令。{go_on}</translation>
    </message>
    <message>
        <source>the disk is full ({free} free)</source>
        <translation>磁盘已满（剩余 {free}）</translation>
    </message>
    <message>
        <source>cannot be written ({reason})</source>
        <translation>无法写入（{reason}）</translation>
    </message>
    <message>
        <source>{repository} has a file with the unsafe name {name!a}</source>
        <translation>{repository} 中有名称不安全的文件 {name!a}</translation>
    </message>
    <message>
        <source>{repository} has no file {names}</source>
        <translation>{repository} 中没有文件 {names}</translation>
    </message>
    <message>
        <source>It may have been renamed: see whether there is a newer Heirloom.</source>
        <translation>它可能已改名：请查看是否有更新的 Heirloom。</translation>
    </message>
    <message>
        <source>{name} of {repository} is not the file that this Heirloom knows: its hash is another</source>
        <translation>{repository} 中的 {name} 不是此版 Heirloom 所知的文件：校验值不同</translation>
    </message>
    <message>
        <source>See whether there is a newer Heirloom.</source>
        <translation>请查看是否有更新的 Heirloom。</translation>
    </message>
    <message>
        <source>the connection to the hub breaks again and again ({reason}, {name})</source>
        <translation>与服务器的连接反复中断（{reason}，{name}）</translation>
    </message>
    <message>
        <source>Check the connection and try again. {go_on}</source>
        <translation>请检查网络连接后重试。{go_on}</translation>
    </message>
    <message>
        <source>{name} is longer than the {size:,} bytes announced</source>
        <translation>{name} 比声明的 {size:,} 字节更长</translation>
    </message>
    <message>
        <source>The file is fetched anew when you run the command again.</source>
        <translation>再次运行命令时会重新获取该文件。</translation>
    </message>
    <message>
        <source>{name} came damaged: its content is not what the hub announced</source>
        <translation>{name} 收到时已损坏：内容与服务器声明的不符</translation>
    </message>
    <message>
        <source>It was deleted, and is fetched anew when you run the command again.</source>
        <translation>它已被删除，再次运行命令时会重新获取。</translation>
    </message>
    <message>
        <source>{what}. {advice}</source>
        <translation>{what}。{advice}</translation>
    </message>
    <message>
        <source>{file}: {what}. {advice}</source>
        <translation>{file}：{what}。{advice}</translation>
    </message>
    <message>
        <source>{file}: {what}</source>
        <translation>{file}：{what}</translation>
    </message>
    <message>
        <source>Get the file again.</source>
        <translation>请重新获取该文件。</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>没有这样的文件</translation>
    </message>
    <message>
        <source>saving ended unexpectedly ({how})</source>
        <translation>保存意外中断（{how}）</translation>
    </message>
    <message>
        <source>Close other programs and try again.</source>
        <translation>请关闭其他程序后重试。</translation>
    </message>
    <message>
        <source>the picture could not be decoded: the decoder ended unexpectedly ({how})</source>
        <translation>无法解码图片：解码器意外中断（{how}）</translation>
    </message>
    <message>
        <source>It may be damaged, or memory ran out. Save a copy of it with another program.</source>
        <translation>图片可能已损坏，或内存不足。请用其他程序另存一份副本。</translation>
    </message>
    <message>
        <source>is being written by another program</source>
        <translation>正在被其他程序写入</translation>
    </message>
    <message>
        <source>Try again when it is done.</source>
        <translation>请在其完成后重试。</translation>
    </message>
    <message>
        <source>the result could not be kept here ({reason})</source>
        <translation>结果无法留存在此处（{reason}）</translation>
    </message>
    <message>
        <source>Save it now, or free some space.</source>
        <translation>请立即保存，或腾出一些空间。</translation>
    </message>
    <message>
        <source>was made by a newer Heirloom, with settings unknown here</source>
        <translation>由更新的 Heirloom 制作，含有此处未知的设置</translation>
    </message>
    <message>
        <source>cannot be made ({reason})</source>
        <translation>无法创建（{reason}）</translation>
    </message>
    <message>
        <source>Check the disk.</source>
        <translation>请检查磁盘。</translation>
    </message>
    <message>
        <source>its name is not a text</source>
        <translation>名称不是文本</translation>
    </message>
    <message>
        <source>a preset&apos;s name has 1 to {most} characters</source>
        <translation>预设名称应有 1 到 {most} 个字符</translation>
    </message>
    <message>
        <source>its name has characters that cannot be shown</source>
        <translation>名称中有无法显示的字符</translation>
    </message>
    <message>
        <source>could not be written ({reason})</source>
        <translation>无法写入（{reason}）</translation>
    </message>
    <message>
        <source>could not be removed ({reason})</source>
        <translation>无法移除（{reason}）</translation>
    </message>
    <message>
        <source>there is no preset called {wanted!r:.100}</source>
        <translation>没有名为 {wanted!r:.100} 的预设</translation>
    </message>
    <message>
        <source>Known: {known}. Or give a file.</source>
        <translation>已知：{known}。或提供文件。</translation>
    </message>
    <message>
        <source>is larger than {most} KiB, so it is no preset</source>
        <translation>大于 {most} KiB，因此不是预设</translation>
    </message>
    <message>
        <source>is not a preset: it is no valid JSON ({reason!s:.100})</source>
        <translation>不是预设：不是有效的 JSON（{reason!s:.100}）</translation>
    </message>
    <message>
        <source>is not a preset of Heirloom</source>
        <translation>不是 Heirloom 的预设</translation>
    </message>
    <message>
        <source>is not a preset of Heirloom: its version is no number</source>
        <translation>不是 Heirloom 的预设：版本不是数字</translation>
    </message>
    <message>
        <source>was made by a newer Heirloom</source>
        <translation>由更新的 Heirloom 制作</translation>
    </message>
    <message>
        <source>Get the newest Heirloom to use it.</source>
        <translation>请获取最新的 Heirloom 以使用它。</translation>
    </message>
    <message>
        <source>is not a preset: it has the unknown entry {unknown!r:.60}</source>
        <translation>不是预设：含有未知条目 {unknown!r:.60}</translation>
    </message>
    <message>
        <source>names a model in a way that no model is called</source>
        <translation>其中的模型名称不符合任何模型的命名方式</translation>
    </message>
    <message>
        <source>has no settings</source>
        <translation>没有设置</translation>
    </message>
    <message>
        <source>Main memory could not be pinned, so the model&apos;s weights came to the card slowly.</source>
        <translation>无法锁定内存页，因此模型权重传到显卡较慢。</translation>
    </message>
    <message>
        <source>Most of the model&apos;s weights were rounded to 8 bits, which changes the picture a little.</source>
        <translation>模型的大部分权重被舍入到 8 位，图片会略有变化。</translation>
    </message>
    <message>
        <source>Memory ran out with the plan {plan}, so the smaller plan {smaller} was taken.</source>
        <translation>内存方案 {plan} 不够用，因此改用较小的 {smaller}。</translation>
    </message>
    <message>
        <source>The photo has 16 bits a channel; the restored picture has 8.</source>
        <translation>照片为每通道 16 位，修复后的图片为 8 位。</translation>
    </message>
    <message>
        <source>Strength has no effect when the restoration starts from noise.</source>
        <translation>从噪声开始修复时，强度不起作用。</translation>
    </message>
    <message>
        <source>is empty</source>
        <translation>是空的</translation>
    </message>
    <message>
        <source>is only a Git LFS pointer, not the file itself</source>
        <translation>只是 Git LFS 指针，不是文件本身</translation>
    </message>
    <message>
        <source>is a web page, not the file itself</source>
        <translation>是网页，不是文件本身</translation>
    </message>
    <message>
        <source>unsafe format: calls itself safetensors, but is a pickle, which can run code when opened</source>
        <translation>格式不安全：自称 safetensors，实为 pickle，打开时可能运行代码</translation>
    </message>
    <message>
        <source>Do not use this file.</source>
        <translation>请勿使用此文件。</translation>
    </message>
    <message>
        <source>is damaged, or no safetensors file</source>
        <translation>已损坏，或不是 safetensors 文件</translation>
    </message>
    <message>
        <source>unsafe format: is a pickle</source>
        <translation>格式不安全：是 pickle</translation>
    </message>
    <message>
        <source>unsafe format: a bare pickle, which can run code when opened</source>
        <translation>格式不安全：裸 pickle，打开时可能运行代码</translation>
    </message>
    <message>
        <source>Only .safetensors, or .bin as PyTorch saves it since 1.6.</source>
        <translation>只接受 .safetensors，或 PyTorch 1.6 以来保存的 .bin。</translation>
    </message>
    <message>
        <source>is not a file of weights</source>
        <translation>不是权重文件</translation>
    </message>
    <message>
        <source>it ends early, after {size:,} bytes</source>
        <translation>文件过早结束，只有 {size:,} 字节</translation>
    </message>
    <message>
        <source>its entry {key!r:.80} does not make sense</source>
        <translation>条目 {key!r:.80} 没有意义</translation>
    </message>
    <message>
        <source>its tensors overlap, or leave gaps</source>
        <translation>张量重叠或有空隙</translation>
    </message>
    <message>
        <source>it is {size:,} bytes long instead of {wanted:,}</source>
        <translation>长度为 {size:,} 字节，应为 {wanted:,}</translation>
    </message>
    <message>
        <source>unsafe format: has compressed members</source>
        <translation>格式不安全：含有压缩成员</translation>
    </message>
    <message>
        <source>unsafe format: its table of names is too large</source>
        <translation>格式不安全：名称表过大</translation>
    </message>
    <message>
        <source>is a zip archive, but not one of PyTorch</source>
        <translation>是 zip 压缩包，但不是 PyTorch 的</translation>
    </message>
    <message>
        <source>is damaged: the sum of {bad!r:.80} is wrong</source>
        <translation>已损坏：{bad!r:.80} 的校验和错误</translation>
    </message>
    <message>
        <source>is damaged ({reason})</source>
        <translation>已损坏（{reason}）</translation>
    </message>
    <message>
        <source>is {kind}, but {wanted} is needed</source>
        <translation>是 {kind}，但需要 {wanted}</translation>
    </message>
    <message>
        <source>Give another file.</source>
        <translation>请提供其他文件。</translation>
    </message>
    <message>
        <source>What has come is kept; the same command goes on from there.</source>
        <translation>已收到的内容会保留；同一命令会从那里继续。</translation>
    </message>
    <message>
        <source>{name} of {repository}</source>
        <translation>{repository} 中的 {name}</translation>
    </message>
    <message>
        <source>Unset HF_HUB_OFFLINE, or bring the files over and use: heirloom models import.</source>
        <translation>请取消 HF_HUB_OFFLINE，或将文件复制过来并使用：heirloom models import。</translation>
    </message>
    <message>
        <source>downloads are switched off by HF_HUB_OFFLINE</source>
        <translation>HF_HUB_OFFLINE 已关闭下载</translation>
    </message>
    <message>
        <source>the hub does not answer (asked for {what})</source>
        <translation>服务器没有回应（请求 {what}）</translation>
    </message>
    <message>
        <source>Try again later. {go_on}</source>
        <translation>请稍后重试。{go_on}</translation>
    </message>
    <message>
        <source>Check the proxy settings (HTTPS_PROXY).</source>
        <translation>请检查代理设置（HTTPS_PROXY）。</translation>
    </message>
    <message>
        <source>the proxy of this network refuses ({reason})</source>
        <translation>此网络的代理拒绝请求（{reason}）</translation>
    </message>
    <message>
        <source>Check the connection and try again. {go_on} Without a network: heirloom models import.</source>
        <translation>请检查网络连接后重试。{go_on} 没有网络时：heirloom models import。</translation>
    </message>
    <message>
        <source>the hub cannot be reached ({reason})</source>
        <translation>无法连接到服务器（{reason}）</translation>
    </message>
    <message>
        <source>If HF_ENDPOINT is set, check it; some networks answer with a sign-in page of their own.</source>
        <translation>如果设置了 HF_ENDPOINT，请检查它；有些网络会返回自己的登录页面。</translation>
    </message>
    <message>
        <source>the answer about {what} is not that of a model hub</source>
        <translation>关于 {what} 的回应不是来自模型服务器</translation>
    </message>
    <message>
        <source>Open {page}; if it wants you to sign in, set HF_TOKEN to a token of yours. {go_on}</source>
        <translation>请打开 {page}；如需登录，请将 HF_TOKEN 设为您的令牌。{go_on}</translation>
    </message>
    <message>
        <source>the hub does not give {what} without signing in (401)</source>
        <translation>服务器要求登录后才能获取 {what}（401）</translation>
    </message>
    <message>
        <source>Accept the conditions on {page}, then set HF_TOKEN to a token of yours. {go_on}</source>
        <translation>请在 {page} 接受条款，然后将 HF_TOKEN 设为您的令牌。{go_on}</translation>
    </message>
    <message>
        <source>the hub does not let you have {what} (403)</source>
        <translation>服务器不允许您获取 {what}（403）</translation>
    </message>
    <message>
        <source>It may have been moved or renamed: see whether there is a newer Heirloom.</source>
        <translation>它可能已移动或改名：请查看是否有更新的 Heirloom。</translation>
    </message>
    <message>
        <source>the hub has no {what} (404)</source>
        <translation>服务器上没有 {what}（404）</translation>
    </message>
    <message>
        <source>in a few minutes</source>
        <translation>几分钟后</translation>
    </message>
    <message>
        <source>in {seconds} seconds</source>
        <translation>{seconds} 秒后</translation>
    </message>
    <message>
        <source>the hub asks for a pause (429)</source>
        <translation>服务器要求暂停（429）</translation>
    </message>
    <message>
        <source>Try again {when}. {go_on}</source>
        <translation>请在{when}重试。{go_on}</translation>
    </message>
    <message>
        <source>the hub has trouble ({status}, asked for {what})</source>
        <translation>服务器出现问题（{status}，请求 {what}）</translation>
    </message>
    <message>
        <source>the hub sent another part of {name} than asked for</source>
        <translation>服务器发送的 {name} 部分与请求不符</translation>
    </message>
    <message>
        <source>{name} would be {length:,} bytes long instead of {size:,}</source>
        <translation>{name} 的长度将为 {length:,} 字节，应为 {size:,}</translation>
    </message>
    <message>
        <source>Something in between may have answered instead of the hub, a sign-in page say. {go_on}</source>
        <translation>可能是中间环节（例如登录页面）代替服务器作了回应。{go_on}</translation>
    </message>
    <message>
        <source>not enough memory for this picture</source>
        <translation>内存不足以处理这张图片</translation>
    </message>
    <message>
        <source>Close other programs.</source>
        <translation>请关闭其他程序。</translation>
    </message>
    <message>
        <source>the program that saved this picture has ended</source>
        <translation>保存这张图片的程序已结束</translation>
    </message>
    <message>
        <source>16-bit colour planes other than RGB cannot be read</source>
        <translation>无法读取 RGB 以外的 16 位颜色平面</translation>
    </message>
    <message>
        <source>Save it with 8 bits.</source>
        <translation>请以 8 位保存。</translation>
    </message>
    <message>
        <source>Save it as PNG or TIFF.</source>
        <translation>请保存为 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>Save it as PNG.</source>
        <translation>请保存为 PNG。</translation>
    </message>
    <message>
        <source>{width}x{height} pixels, but {kind} files end at {side} pixels a side</source>
        <translation>{width}x{height} 像素，但 {kind} 文件每边最多 {side} 像素</translation>
    </message>
    <message>
        <source>{megapixels} megapixels, but {kind} files end at {most}</source>
        <translation>{megapixels} 百万像素，但 {kind} 文件最多 {most}</translation>
    </message>
    <message>
        <source>BMP files hold no metadata; date, place and captions were left out.</source>
        <translation>BMP 文件不含元数据；日期、地点和描述已省略。</translation>
    </message>
    <message>
        <source>not enough memory to save the picture</source>
        <translation>内存不足，无法保存图片</translation>
    </message>
    <message>
        <source>The metadata could not be written; date, place and captions were left out.</source>
        <translation>无法写入元数据；日期、地点和描述已省略。</translation>
    </message>
    <message>
        <source>the picture could not be encoded as {kind} ({reason})</source>
        <translation>无法将图片编码为 {kind}（{reason}）</translation>
    </message>
    <message>
        <source>The picture was saved with 8 bits per channel instead of 16; opaque TIFF keeps them.</source>
        <translation>图片以每通道 8 位而非 16 位保存；不透明的 TIFF 可保留 16 位。</translation>
    </message>
    <message>
        <source>The photo&apos;s colour profile cannot hold the result; it was saved as sRGB.</source>
        <translation>照片的色彩配置文件无法容纳结果；已保存为 sRGB。</translation>
    </message>
    <message>
        <source>{kind} files hold no transparency; it was filled with white.</source>
        <translation>{kind} 文件不支持透明度；已用白色填充。</translation>
    </message>
    <message>
        <source>The EXIF data is damaged and was left out.</source>
        <translation>EXIF 数据已损坏，已省略。</translation>
    </message>
    <message>
        <source>The XMP data is damaged and was left out.</source>
        <translation>XMP 数据已损坏，已省略。</translation>
    </message>
    <message>
        <source>The photo&apos;s XMP data has no place for the request; it was left out there.</source>
        <translation>照片的 XMP 数据没有位置存放设置；已在其中省略。</translation>
    </message>
    <message>
        <source>The {what} data is too long for a JPEG and was left out. Save it as PNG or TIFF to keep it.</source>
        <translation>{what} 数据对 JPEG 来说太长，已省略。保存为 PNG 或 TIFF 可保留。</translation>
    </message>
    <message>
        <source>the painted layer could not be kept ({reason})</source>
        <translation>无法留存绘制的图层（{reason}）</translation>
    </message>
    <message>
        <source>Free some space.</source>
        <translation>请腾出一些空间。</translation>
    </message>
    <message>
        <source>is no painted layer of this picture</source>
        <translation>不是这张图片的绘制图层</translation>
    </message>
    <message>
        <source>Damaged EXIF data was ignored.</source>
        <translation>已忽略损坏的 EXIF 数据。</translation>
    </message>
    <message>
        <source>this is a folder</source>
        <translation>这是文件夹</translation>
    </message>
    <message>
        <source>Give the name of a file.</source>
        <translation>请提供文件名。</translation>
    </message>
    <message>
        <source>Heirloom reads PNG, JPEG, TIFF, WebP, BMP, GIF, AVIF, HEIC, PPM, ICO, TGA and JPEG 2000.</source>
        <translation>Heirloom 可读取 PNG、JPEG、TIFF、WebP、BMP、GIF、AVIF、HEIC、PPM、ICO、TGA 和 JPEG 2000。</translation>
    </message>
    <message>
        <source>Apple icon</source>
        <translation>Apple 图标</translation>
    </message>
    <message>
        <source>camera raw</source>
        <translation>相机 RAW</translation>
    </message>
    <message>
        <source>big-endian BigTIFF</source>
        <translation>大端 BigTIFF</translation>
    </message>
    <message>
        <source>not enough memory to decode the picture</source>
        <translation>内存不足，无法解码图片</translation>
    </message>
    <message>
        <source>Close other programs or use a smaller copy.</source>
        <translation>请关闭其他程序，或使用较小的副本。</translation>
    </message>
    <message>
        <source>Damaged metadata was ignored.</source>
        <translation>已忽略损坏的元数据。</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>文件是空的</translation>
    </message>
    <message>
        <source>Copy it again from where it came from.</source>
        <translation>请从来源处重新复制。</translation>
    </message>
    <message>
        <source>this is a folder, not a picture</source>
        <translation>这是文件夹，不是图片</translation>
    </message>
    <message>
        <source>Choose a picture in it.</source>
        <translation>请选择其中的图片。</translation>
    </message>
    <message>
        <source>this is a device or a pipe, not a picture file</source>
        <translation>这是设备或管道，不是图片文件</translation>
    </message>
    <message>
        <source>Choose a file.</source>
        <translation>请选择文件。</translation>
    </message>
    <message>
        <source>{kind} files cannot be read</source>
        <translation>无法读取 {kind} 文件</translation>
    </message>
    <message>
        <source>this is not a picture</source>
        <translation>这不是图片</translation>
    </message>
    <message>
        <source>AVIF pictures cannot be read by this build of Pillow</source>
        <translation>此版本的 Pillow 无法读取 AVIF 图片</translation>
    </message>
    <message>
        <source>HEIC pictures cannot be read</source>
        <translation>无法读取 HEIC 图片</translation>
    </message>
    <message>
        <source>Install pillow-heif, or use JPEG.</source>
        <translation>请安装 pillow-heif，或使用 JPEG。</translation>
    </message>
    <message>
        <source>this is a film or another kind of container, not a picture</source>
        <translation>这是视频或其他容器，不是图片</translation>
    </message>
    <message>
        <source>the file declares {width}x{height} pixels: it is damaged</source>
        <translation>文件声明为 {width}x{height} 像素：已损坏</translation>
    </message>
    <message>
        <source>the file is far too short for its {width}x{height} pixels: it is damaged</source>
        <translation>文件对于 {width}x{height} 像素来说太短：已损坏</translation>
    </message>
    <message>
        <source>{megapixels} megapixels, the limit is {most}</source>
        <translation>{megapixels} 百万像素，上限为 {most}</translation>
    </message>
    <message>
        <source>Make a smaller copy with another program.</source>
        <translation>请用其他程序制作较小的副本。</translation>
    </message>
    <message>
        <source>the picture is too large</source>
        <translation>图片太大</translation>
    </message>
    <message>
        <source>Check the name; it may have been moved or deleted.</source>
        <translation>请检查名称；它可能已被移动或删除。</translation>
    </message>
    <message>
        <source>the file may not be read</source>
        <translation>没有读取该文件的权限</translation>
    </message>
    <message>
        <source>Ask its owner for the right to read it.</source>
        <translation>请向所有者申请读取权限。</translation>
    </message>
    <message>
        <source>the link points to itself</source>
        <translation>链接指向自身</translation>
    </message>
    <message>
        <source>Choose the picture itself.</source>
        <translation>请选择图片本身。</translation>
    </message>
    <message>
        <source>the name is too long</source>
        <translation>名称太长</translation>
    </message>
    <message>
        <source>Give the file a shorter name.</source>
        <translation>请为文件起一个较短的名称。</translation>
    </message>
    <message>
        <source>the disk reported an error</source>
        <translation>磁盘报告错误</translation>
    </message>
    <message>
        <source>Copy the file to another disk.</source>
        <translation>请将文件复制到其他磁盘。</translation>
    </message>
    <message>
        <source>the file could not be opened ({reason})</source>
        <translation>无法打开文件（{reason}）</translation>
    </message>
    <message>
        <source>this kind of picture cannot be read ({reason})</source>
        <translation>无法读取这种图片（{reason}）</translation>
    </message>
    <message>
        <source>the picture is damaged or cut short ({reason})</source>
        <translation>图片已损坏或不完整（{reason}）</translation>
    </message>
    <message>
        <source>The colour profile is damaged or does not fit the picture; it was ignored.</source>
        <translation>色彩配置文件已损坏或与图片不符，已忽略。</translation>
    </message>
    <message>
        <source>The picture has 16 bits per channel; it was read with 8.</source>
        <translation>图片为每通道 16 位，已按 8 位读取。</translation>
    </message>
    <message>
        <source>32-bit or signed pixels have no fixed white</source>
        <translation>32 位或有符号像素没有固定的白色</translation>
    </message>
    <message>
        <source>floating-point pixels have no fixed white</source>
        <translation>浮点像素没有固定的白色</translation>
    </message>
    <message>
        <source>Save it with 8 or 16 bits per channel.</source>
        <translation>请以每通道 8 或 16 位保存。</translation>
    </message>
    <message>
        <source>pixels of an unknown kind ({mode})</source>
        <translation>未知的像素类型（{mode}）</translation>
    </message>
    <message>
        <source>The colour profile was applied with 8 bits per channel instead of 16.</source>
        <translation>色彩配置文件以每通道 8 位而非 16 位应用。</translation>
    </message>
    <message>
        <source>unknown file ending {ending!r}</source>
        <translation>未知的文件扩展名 {ending!r}</translation>
    </message>
    <message>
        <source>Use one of: {known}.</source>
        <translation>请使用其中之一：{known}。</translation>
    </message>
    <message>
        <source>the folder cannot be reached</source>
        <translation>无法访问文件夹</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>请选择其他文件夹。</translation>
    </message>
    <message>
        <source>the folder {folder} does not exist</source>
        <translation>文件夹 {folder} 不存在</translation>
    </message>
    <message>
        <source>Create it or choose another folder.</source>
        <translation>请创建它，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>the file came out with another size</source>
        <translation>写出的文件尺寸不符</translation>
    </message>
    <message>
        <source>the saved file could not be read back ({what})</source>
        <translation>无法读回已保存的文件（{what}）</translation>
    </message>
    <message>
        <source>Choose another disk.</source>
        <translation>请选择其他磁盘。</translation>
    </message>
    <message>
        <source>{free:.1f} MB are free</source>
        <translation>剩余 {free:.1f} MB</translation>
    </message>
    <message>
        <source>the free space is unknown</source>
        <translation>剩余空间未知</translation>
    </message>
    <message>
        <source>the disk is full: {needed:.1f} MB are needed, {free}</source>
        <translation>磁盘已满：需要 {needed:.1f} MB，{free}</translation>
    </message>
    <message>
        <source>Make room or choose another folder.</source>
        <translation>请腾出空间，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>the folder may not be written to</source>
        <translation>没有写入该文件夹的权限</translation>
    </message>
    <message>
        <source>Use a shorter name.</source>
        <translation>请使用较短的名称。</translation>
    </message>
    <message>
        <source>the file could not be written ({reason})</source>
        <translation>无法写入文件（{reason}）</translation>
    </message>
    <message>
        <source>Get it again.</source>
        <translation>请重新获取。</translation>
    </message>
    <message>
        <source>has no {file}, so it is no captioner</source>
        <translation>没有 {file}，因此不是描述模型</translation>
    </message>
    <message>
        <source>is not in the folder of models, so it is not deleted</source>
        <translation>不在模型文件夹中，因此不会删除</translation>
    </message>
    <message>
        <source>Models that come with Heirloom stay.</source>
        <translation>随 Heirloom 提供的模型会保留。</translation>
    </message>
    <message>
        <source>Lower case letters, digits, dots, dashes and underscores; not built-in, not captioners.</source>
        <translation>小写字母、数字、点、连字符和下划线；不能是 built-in 或 captioners。</translation>
    </message>
    <message>
        <source>{name!r:.80} cannot be a model&apos;s name</source>
        <translation>{name!r:.80} 不能作为模型名称</translation>
    </message>
    <message>
        <source>there is already a model {name!r}</source>
        <translation>已有模型 {name!r}</translation>
    </message>
    <message>
        <source>another Heirloom is getting {name} right now</source>
        <translation>另一个 Heirloom 正在获取 {name}</translation>
    </message>
    <message>
        <source>Wait until it is done, or stop it.</source>
        <translation>请等待其完成，或停止它。</translation>
    </message>
    <message>
        <source>there is no such model folder</source>
        <translation>没有这样的模型文件夹</translation>
    </message>
    <message>
        <source>A model folder has a {file}.</source>
        <translation>模型文件夹中有 {file}。</translation>
    </message>
    <message>
        <source>is not valid JSON ({reason})</source>
        <translation>不是有效的 JSON（{reason}）</translation>
    </message>
    <message>
        <source>this file of the model is missing</source>
        <translation>缺少模型的此文件</translation>
    </message>
    <message>
        <source>Remove it, or get the model again.</source>
        <translation>请将其移除，或重新获取该模型。</translation>
    </message>
    <message>
        <source>this file does not belong to the model {name}</source>
        <translation>此文件不属于模型 {name}</translation>
    </message>
    <message>
        <source>would be larger than {most} KiB</source>
        <translation>将大于 {most} KiB</translation>
    </message>
    <message>
        <source>names a file outside the model, {name!r}</source>
        <translation>列出了模型之外的文件 {name!r}</translation>
    </message>
    <message>
        <source>Do not use this model.</source>
        <translation>请勿使用此模型。</translation>
    </message>
    <message>
        <source>does not say sha256 and bytes of {name!r} rightly</source>
        <translation>没有正确说明 {name!r} 的 sha256 和字节数</translation>
    </message>
    <message>
        <source>is a link out of the model</source>
        <translation>是指向模型之外的链接</translation>
    </message>
    <message>
        <source>is damaged: its content is not what the model says</source>
        <translation>已损坏：内容与模型声明不符</translation>
    </message>
    <message>
        <source>is of a kind that a model may not hold</source>
        <translation>属于模型不允许包含的类型</translation>
    </message>
    <message>
        <source>Weights must be .safetensors; other formats can run code when opened.</source>
        <translation>权重必须为 .safetensors；其他格式打开时可能运行代码。</translation>
    </message>
    <message>
        <source>the CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>plan {name!r} is none for {where}</source>
        <translation>{name!r} 不是 {where} 的内存方案</translation>
    </message>
    <message>
        <source>Choose from: {known}.</source>
        <translation>可选：{known}。</translation>
    </message>
    <message>
        <source>main memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>memory on {name}</source>
        <translation>{name} 上的显存</translation>
    </message>
    <message>
        <source>a picture of {width} x {height} pixels needs about {needed} of {where}, and {free} are free</source>
        <translation>{width} x {height} 像素的图片约需 {needed} {where}，剩余 {free}</translation>
    </message>
    <message>
        <source>Choose a smaller size or a smaller model, or close other programs.</source>
        <translation>请选择较小的尺寸或较小的模型，或关闭其他程序。</translation>
    </message>
    <message>
        <source>Use auto, cpu or cuda.</source>
        <translation>请使用 auto、cpu 或 cuda。</translation>
    </message>
    <message>
        <source>there is no device called {name!r}</source>
        <translation>没有名为 {name!r} 的设备</translation>
    </message>
    <message>
        <source>device {name} is not there: {present} CUDA devices found</source>
        <translation>没有设备 {name}：找到 {present} 个 CUDA 设备</translation>
    </message>
    <message>
        <source>device {name} is not there or not supported</source>
        <translation>设备 {name} 不存在或不受支持</translation>
    </message>
    <message>
        <source>caption</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>negative prompt</source>
        <translation>反向提示词</translation>
    </message>
    <message>
        <source>The {name} has {count} tokens, more than the {window} that the model reads at once, so it was read in several parts.</source>
        <translation>{name}有 {count} 个词元，超过模型一次读取的 {window} 个，因此分几部分读取。</translation>
    </message>
    <message>
        <source>not enough memory on {device} for a picture of this size</source>
        <translation>{device} 上的内存不足以处理这种尺寸的图片</translation>
    </message>
    <message>
        <source>Choose a smaller size or smaller tiles, or close other programs.</source>
        <translation>请选择较小的尺寸或较小的分块，或关闭其他程序。</translation>
    </message>
    <message>
        <source>unknown prediction type {prediction!r}</source>
        <translation>未知的预测类型 {prediction!r}</translation>
    </message>
    <message>
        <source>Known: {names}.</source>
        <translation>已知：{names}。</translation>
    </message>
    <message>
        <source>steps is {steps}, which is more than the sampler {sampler} can make of {length} timesteps</source>
        <translation>步数为 {steps}，超过采样器 {sampler} 能从 {length} 个时间步得到的数量</translation>
    </message>
    <message>
        <source>Ask for fewer steps.</source>
        <translation>请减少步数。</translation>
    </message>
    <message>
        <source>Ask for fewer steps or more strength.</source>
        <translation>请减少步数或增大强度。</translation>
    </message>
    <message>
        <source>the UNet needs a pooled text embedding, which no text encoder of this model gives</source>
        <translation>UNet 需要池化文本嵌入，但此模型没有文本编码器提供</translation>
    </message>
    <message>
        <source>The model&apos;s calls could not be recorded as a CUDA graph ({reason}): slower, with the same picture.</source>
        <translation>模型调用无法录制为 CUDA 图（{reason}）：较慢，但图片相同。</translation>
    </message>
    <message>
        <source>Save the caption as plain text in UTF-8.</source>
        <translation>请将描述保存为 UTF-8 纯文本。</translation>
    </message>
    <message>
        <source>the caption cannot be read ({reason})</source>
        <translation>无法读取描述（{reason}）</translation>
    </message>
    <message>
        <source>the caption is no text in UTF-8</source>
        <translation>描述不是 UTF-8 文本</translation>
    </message>
    <message>
        <source>the caption is larger than {most} KiB</source>
        <translation>描述大于 {most} KiB</translation>
    </message>
    <message>
        <source>is the photo itself</source>
        <translation>就是照片本身</translation>
    </message>
    <message>
        <source>Rename the photo: its ending says text.</source>
        <translation>请重命名照片：其扩展名表示文本。</translation>
    </message>
    <message>
        <source>is a folder, so no caption can be written</source>
        <translation>是文件夹，因此无法写入描述</translation>
    </message>
    <message>
        <source>Rename it.</source>
        <translation>请重命名。</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>the caption cannot be written ({reason})</source>
        <translation>无法写入描述（{reason}）</translation>
    </message>
    <message>
        <source>Make room.</source>
        <translation>请腾出空间。</translation>
    </message>
    <message>
        <source>Check the folder.</source>
        <translation>请检查文件夹。</translation>
    </message>
    <message>
        <source>exists already and was kept</source>
        <translation>已存在，已保留</translation>
    </message>
    <message>
        <source>Replace it with --overwrite.</source>
        <translation>请用 --overwrite 替换。</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>The clipboard holds no picture. Copy one, or drop a file here.</source>
        <translation>剪贴板中没有图片。请复制一张，或将文件拖到此处。</translation>
    </message>
    <message>
        <source>Nothing was restored yet, so nothing is kept.</source>
        <translation>尚未修复任何照片，因此没有留存。</translation>
    </message>
    <message>
        <source>The folder {folder} is not there any more.</source>
        <translation>文件夹 {folder} 已不存在。</translation>
    </message>
    <message>
        <source>The folder is {folder}.</source>
        <translation>文件夹为 {folder}。</translation>
    </message>
</context>
<context>
    <name>FilmStrip</name>
    <message>
        <source>Open photos</source>
        <translation>打开的照片</translation>
    </message>
    <message numerus="yes">
        <source>%n photos</source>
        <translation>
            <numerusform>%n 张照片</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Restore %n photos</source>
        <translation>
            <numerusform>修复 %n 张照片</numerusform>
        </translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message numerus="yes">
        <source>Close %n photos</source>
        <translation>
            <numerusform>关闭 %n 张照片</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Finding</name>
    <message>
        <source>there is no photo in it</source>
        <translation>其中没有照片</translation>
    </message>
    <message>
        <source>only the first {most} photos are taken at once</source>
        <translation>一次只处理前 {most} 张照片</translation>
    </message>
    <message>
        <source>a link to a file that is not there</source>
        <translation>链接指向的文件不存在</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>没有该文件</translation>
    </message>
    <message>
        <source>cannot be opened ({reason})</source>
        <translation>无法打开（{reason}）</translation>
    </message>
    <message>
        <source>a device or a pipe</source>
        <translation>是设备或管道</translation>
    </message>
</context>
<context>
    <name>Forecast</name>
    <message>
        <source>Esc cancels</source>
        <translation>按 Esc 取消</translation>
    </message>
    <message>
        <source>Open a photo to begin</source>
        <translation>打开照片即可开始</translation>
    </message>
    <message>
        <source>No model is installed</source>
        <translation>未安装模型</translation>
    </message>
    <message>
        <source>This model cannot be used</source>
        <translation>此模型无法使用</translation>
    </message>
    <message>
        <source>{size}, as PNG</source>
        <translation>{size}，PNG 格式</translation>
    </message>
</context>
<context>
    <name>Gestures</name>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Zoom to the pointer</source>
        <translation>以指针为中心缩放</translation>
    </message>
    <message>
        <source>Drag, middle or Space + drag</source>
        <translation>拖动、中键或空格加拖动</translation>
    </message>
    <message>
        <source>Move the picture</source>
        <translation>移动图片</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>单击</translation>
    </message>
    <message>
        <source>Bring the divider here</source>
        <translation>将分割线移到此处</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>双击</translation>
    </message>
    <message>
        <source>Show the whole picture</source>
        <translation>显示整张图片</translation>
    </message>
    <message>
        <source>\, or right button held</source>
        <translation>按住 \ 或右键</translation>
    </message>
    <message>
        <source>Show the original</source>
        <translation>显示原图</translation>
    </message>
    <message>
        <source>Left button held</source>
        <translation>按住左键</translation>
    </message>
    <message>
        <source>In “Hold to compare”, show the other picture</source>
        <translation>在“按住对比”中显示另一张图片</translation>
    </message>
    <message>
        <source>← → Home End</source>
        <translation>← → Home End</translation>
    </message>
    <message>
        <source>Move the divider; arrows also move the lens</source>
        <translation>移动分割线；方向键也可移动放大镜</translation>
    </message>
    <message>
        <source>[ ], or Shift + wheel</source>
        <translation>[ ] 或 Shift + 滚轮</translation>
    </message>
    <message>
        <source>Size of the lens or the brush</source>
        <translation>放大镜或画笔的大小</translation>
    </message>
    <message>
        <source>Shift + click</source>
        <translation>Shift + 单击</translation>
    </message>
    <message>
        <source>With the brush, a straight line from the last stroke</source>
        <translation>用画笔：从上一笔画一条直线</translation>
    </message>
    <message>
        <source>Enter, Ctrl + arrows</source>
        <translation>回车、Ctrl + 方向键</translation>
    </message>
    <message>
        <source>With the brush, paint here, or on the way there</source>
        <translation>用画笔：在此处或沿途涂抹</translation>
    </message>
    <message>
        <source>Shift + arrows</source>
        <translation>Shift + 方向键</translation>
    </message>
    <message>
        <source>Double click on a slider</source>
        <translation>双击滑块</translation>
    </message>
    <message>
        <source>Back to the model&apos;s value</source>
        <translation>恢复模型的推荐值</translation>
    </message>
    <message>
        <source>Ctrl + click on a take</source>
        <translation>Ctrl + 单击版本</translation>
    </message>
    <message>
        <source>Compare with it, on the left</source>
        <translation>置于左侧进行对比</translation>
    </message>
    <message>
        <source>Double click on a take</source>
        <translation>双击版本</translation>
    </message>
    <message>
        <source>Rename it</source>
        <translation>重命名</translation>
    </message>
</context>
<context>
    <name>Guidance</name>
    <message>
        <source>No guidance: about twice as fast.</source>
        <translation>无引导：快约一倍。</translation>
    </message>
    <message>
        <source>Recommended: {value}. More invents more.</source>
        <translation>推荐 {value}。越大虚构越多。</translation>
    </message>
    <message>
        <source>In the paper at {guidance}: LPIPS {lpips}, MUSIQ {musiq}</source>
        <translation>论文中 {guidance} 时：LPIPS {lpips}，MUSIQ {musiq}</translation>
    </message>
    <message>
        <source>How strongly the caption is followed (classifier-free guidance). Low stays with the photo; high is crisper and may invent. Up to 1 is about twice as fast.</source>
        <translation>遵循描述的程度（无分类器引导）。低则贴近照片；高则更锐利，可能虚构细节。不超过 1 时快约一倍。</translation>
    </message>
    <message>
        <source>Guidance {guidance}: LPIPS {lpips}, MUSIQ {musiq}.</source>
        <translation>引导强度 {guidance}：LPIPS {lpips}，MUSIQ {musiq}。</translation>
    </message>
    <message>
        <source>From the paper, Table 10 (DIV2K-Val, 20 steps). LPIPS is the distance from the true picture: lower is more faithful. MUSIQ says how crisp a picture looks: higher is crisper.</source>
        <translation>引自论文表 10（DIV2K-Val，20 步）。LPIPS 是与真实图片的差距：越低越忠实。MUSIQ 表示图片看上去的锐利程度：越高越锐利。</translation>
    </message>
    <message>
        <source>The paper&apos;s number for all its results.</source>
        <translation>论文所有结果所用的数值。</translation>
    </message>
    <message>
        <source>The paper takes {steps}. More takes longer.</source>
        <translation>论文用 {steps} 步。越多越慢。</translation>
    </message>
    <message>
        <source>Recommended: {steps}. More takes longer and draws more, true or not.</source>
        <translation>推荐：{steps}。步数越多，耗时越长，画出的细节也越多，但未必真实。</translation>
    </message>
    <message>
        <source>Recommended: {steps}. More takes longer.</source>
        <translation>推荐 {steps} 步。越多越慢。</translation>
    </message>
    <message>
        <source>How many denoising steps are taken.</source>
        <translation>去噪的步数。</translation>
    </message>
    <message>
        <source>The paper&apos;s {steps} steps take {seconds} s for 1024 × 1024 pixels on an {card} (Tables 4 and 7).</source>
        <translation>论文的 {steps} 步在 {card} 上处理 1024 × 1024 像素需 {seconds} 秒（表 4 和表 7）。</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Reset: {setting}</source>
        <translation>重置：{setting}</translation>
    </message>
    <message>
        <source>Back to what the model recommends</source>
        <translation>恢复模型的推荐值</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>closer</source>
        <comment>to the photo</comment>
        <translation>更接近</translation>
    </message>
    <message>
        <source>as trained</source>
        <translation>同训练</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>引导强度</translation>
    </message>
    <message>
        <source>faithful</source>
        <translation>忠实</translation>
    </message>
    <message>
        <source>crisp</source>
        <translation>锐利</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>quick</source>
        <translation>快速</translation>
    </message>
    <message>
        <source>fine</source>
        <translation>精细</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Restore this photo (Ctrl+Enter)</source>
        <translation>修复这张照片（Ctrl+Enter）</translation>
    </message>
    <message>
        <source>Back to {value}, which {model} recommends</source>
        <translation>恢复为 {model} 推荐的 {value}</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Which model restores. Adapters are models that were trained further.</source>
        <translation>用哪个模型修复。适配器是进一步训练过的模型。</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>模型…</translation>
    </message>
    <message>
        <source>Show all models</source>
        <translation>显示所有模型</translation>
    </message>
    <message>
        <source>What is installed, and what can be had</source>
        <translation>已安装和可获取的模型</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>model alone</source>
        <translation>仅模型</translation>
    </message>
    <message>
        <source>How much of what the adapter was trained for is used. 0 % is exactly the model without it.</source>
        <translation>适配器所学内容的使用程度。0% 即完全不用适配器。</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>无模型</translation>
    </message>
    <message>
        <source>No model is installed</source>
        <translation>未安装模型</translation>
    </message>
    <message>
        <source>{title} – cannot be used</source>
        <translation>{title} – 无法使用</translation>
    </message>
    <message>
        <source>Comes with Heirloom, {size}</source>
        <translation>Heirloom 自带，{size}</translation>
    </message>
    <message>
        <source>Adapts {base}</source>
        <translation>用于 {base}</translation>
    </message>
    <message>
        <source>Adapts {base}, its test: {verdict}</source>
        <translation>用于 {base}，检验：{verdict}</translation>
    </message>
    <message>
        <source>How much noise is put on the photo at the start. Only when starting from the photo.</source>
        <translation>开始时给照片添加多少噪声。仅在从照片开始时有效。</translation>
    </message>
    <message>
        <source>Steer away from</source>
        <translation>避免</translation>
    </message>
    <message>
        <source>blurry, scratched</source>
        <translation>模糊、划痕</translation>
    </message>
    <message>
        <source>Hide more settings</source>
        <translation>隐藏更多设置</translation>
    </message>
    <message>
        <source>Show more settings</source>
        <translation>显示更多设置</translation>
    </message>
    <message>
        <source>Back to none</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Negative prompt: what the result should not look like. Needs a guidance above 1.</source>
        <translation>反向提示词：结果不应呈现的样子。引导强度需大于 1。</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>Photo with noise</source>
        <translation>加噪的照片</translation>
    </message>
    <message>
        <source>Photo&apos;s, overall</source>
        <translation>整体同照片</translation>
    </message>
    <message>
        <source>Photo&apos;s, in detail</source>
        <translation>细节同照片</translation>
    </message>
    <message>
        <source>How the colours are matched to the photo (AdaIN, wavelet, none). AdaIN takes its contrast, too, with noise and scratches in it: where there are many, the others are closer.</source>
        <translation>颜色如何与照片匹配（AdaIN、小波、不匹配）。AdaIN 还会沿用照片的对比度，连同其中的噪点和划痕：这些较多时，另外两种更接近原貌。</translation>
    </message>
    <message>
        <source>Noise alone</source>
        <translation>纯噪声</translation>
    </message>
    <message>
        <source>Where the restoration starts. From the photo is more faithful.</source>
        <translation>修复从何处开始。从照片开始更忠实。</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>As restored</source>
        <translation>同修复结果</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>采样器</translation>
    </message>
    <message>
        <source>How each step is calculated.</source>
        <translation>每一步的计算方式。</translation>
    </message>
    <message>
        <source>Tile</source>
        <translation>分块</translation>
    </message>
    <message>
        <source>Large pictures are restored in tiles of this size; smaller needs less memory.</source>
        <translation>大图按此尺寸分块修复；越小所需内存越少。</translation>
    </message>
    <message>
        <source>Overlap</source>
        <translation>重叠</translation>
    </message>
    <message>
        <source>How far tiles overlap: more hides their seams better and takes longer.</source>
        <translation>分块的重叠程度：越大越能掩盖接缝，但耗时更长。</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Exact</source>
        <translation>精确</translation>
    </message>
    <message>
        <source>Fast, approximate</source>
        <translation>快速，近似</translation>
    </message>
    <message>
        <source>Fast leaves guidance out in the second half and reuses features between steps.</source>
        <translation>“快速”在后半程省去引导，并在各步之间复用特征。</translation>
    </message>
    <message>
        <source>Arithmetic</source>
        <translation>运算精度</translation>
    </message>
    <message>
        <source>As the device likes it</source>
        <translation>由设备决定</translation>
    </message>
    <message>
        <source>32 bits</source>
        <translation>32 位</translation>
    </message>
    <message>
        <source>16 bits, wide range (bf16)</source>
        <translation>16 位，宽范围（bf16）</translation>
    </message>
    <message>
        <source>16 bits (fp16)</source>
        <translation>16 位（fp16）</translation>
    </message>
    <message>
        <source>8-bit weights, approximate</source>
        <translation>8 位权重，近似</translation>
    </message>
    <message>
        <source>How precisely is calculated; 8-bit weights need about half the memory.</source>
        <translation>计算的精度；8 位权重约需一半内存。</translation>
    </message>
    <message>
        <source>Positions</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>As released</source>
        <translation>同发布版</translation>
    </message>
    <message>
        <source>In pixels</source>
        <translation>以像素计</translation>
    </message>
    <message>
        <source>How a tile is told its place in the picture (micro-conditioning of SDXL).</source>
        <translation>如何告知分块在图片中的位置（SDXL 的微条件）。</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>Steer away</source>
        <translation>避免</translation>
    </message>
</context>
<context>
    <name>Language</name>
    <message>
        <source>Like the system</source>
        <translation>跟随系统</translation>
    </message>
</context>
<context>
    <name>Library</name>
    <message>
        <source>The list of takes cannot be opened ({error}). Takes are kept as files all the same.</source>
        <translation>无法打开版本列表（{error}）。版本仍会作为文件留存。</translation>
    </message>
    <message>
        <source>The list of takes was damaged and is made anew from the kept pictures. The old one is {file}.</source>
        <translation>版本列表已损坏，正从留存的图片重建。旧列表为 {file}。</translation>
    </message>
    <message>
        <source>The list of takes comes from a newer Heirloom and is left as it is. Takes made now are kept as files, and the newer one finds them.</source>
        <translation>版本列表来自更新的 Heirloom，将保持原样。现在制作的版本作为文件留存，新版 Heirloom 能找到它们。</translation>
    </message>
</context>
<context>
    <name>Licences</name>
    <message>
        <source>Heirloom asks once. Your photos stay on this computer; only the model&apos;s files are fetched.</source>
        <translation>Heirloom 只询问一次。照片始终留在本机，只会下载模型文件。</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>许可协议</translation>
    </message>
    <message>
        <source>Licence of {what}: {address}</source>
        <translation>{what} 的许可协议：{address}</translation>
    </message>
    <message>
        <source>Accept and download</source>
        <translation>接受并下载</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>{model} comes under these conditions</source>
        <translation>{model} 适用以下条款</translation>
    </message>
</context>
<context>
    <name>Limits</name>
    <message>
        <source>The result would have {megapixels} megapixels; {most} are the most.</source>
        <translation>结果将达 {megapixels} 百万像素，最多为 {most}。</translation>
    </message>
    <message>
        <source>This model and sampler have room for {most} steps.</source>
        <translation>此模型和采样器最多支持 {most} 步。</translation>
    </message>
    <message>
        <source>This model cannot take exactly {steps} steps; one less or more will do.</source>
        <translation>此模型不能恰好使用 {steps} 步；增减一步即可。</translation>
    </message>
    <message>
        <source>At a strength of {strength} % there is room for {most} steps.</source>
        <translation>强度为 {strength}% 时最多 {most} 步。</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Dismiss the message</source>
        <translation>关闭消息</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Message: {text}</source>
        <translation>消息：{text}</translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <source>Check files</source>
        <translation>检查文件</translation>
    </message>
    <message>
        <source>Compare every file with the hash it came with</source>
        <translation>将每个文件与其校验值比对</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Download them</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>{verb} {title}</source>
        <comment>what a button does, and with which model</comment>
        <translation>{verb} {title}</translation>
    </message>
    <message>
        <source>Check the files of {title}</source>
        <translation>检查 {title} 的文件</translation>
    </message>
    <message>
        <source>Progress of {title}</source>
        <translation>{title} 的进度</translation>
    </message>
    <message>
        <source>Needs a few MB of tokenizer and configuration files from {source} on the Hugging Face hub, under the licence {licence}.</source>
        <translation>需要从 Hugging Face Hub 的 {source} 获取几 MB 的分词器和配置文件，许可协议为 {licence}。</translation>
    </message>
    <message>
        <source>Download what {title} needs from {source}</source>
        <translation>从 {source} 下载 {title} 所需的文件</translation>
    </message>
    <message>
        <source>Take it from {title}</source>
        <translation>取自 {title}</translation>
    </message>
    <message numerus="yes">
        <source>{name} and %n more files</source>
        <translation>
            <numerusform>{name} 及另外 %n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Remove {title}, {size}?</source>
        <translation>移除 {title}，{size}？</translation>
    </message>
    <message>
        <source>Remove {title}?</source>
        <translation>移除 {title}？</translation>
    </message>
    <message>
        <source>It can be downloaded again.</source>
        <translation>可以重新下载。</translation>
    </message>
    <message>
        <source>There is no way back.</source>
        <translation>此操作无法撤销。</translation>
    </message>
</context>
<context>
    <name>ModelFiles</name>
    <message>
        <source>was put here by hand, so there are no hashes to compare</source>
        <translation>是手动放入的，没有可比对的校验值</translation>
    </message>
    <message>
        <source>There is an adapter among several files</source>
        <translation>多个文件中含有适配器</translation>
    </message>
    <message>
        <source>Add it alone.</source>
        <translation>请单独添加。</translation>
    </message>
</context>
<context>
    <name>ModelImport</name>
    <message>
        <source>{name} is whole by itself</source>
        <translation>{name} 本身已完整</translation>
    </message>
    <message>
        <source>Import it alone.</source>
        <translation>请单独导入。</translation>
    </message>
</context>
<context>
    <name>ModelItems</name>
    <message>
        <source>The small model that comes with Heirloom. It works on every computer.</source>
        <translation>Heirloom 自带的小模型，任何电脑都能运行。</translation>
    </message>
    <message>
        <source>It was not tested on held-out photos.</source>
        <translation>未用留出的照片检验过。</translation>
    </message>
    <message>
        <source>{size} MB</source>
        <translation>{size} MB</translation>
    </message>
    <message>
        <source>about {memory} of memory for {width} × {height} pixels</source>
        <translation>处理 {width} × {height} 像素约需 {memory} 内存</translation>
    </message>
    <message numerus="yes">
        <source>%n updates of training.</source>
        <translation>
            <numerusform>训练更新 %n 次。</numerusform>
        </translation>
    </message>
    <message>
        <source>{size} GB</source>
        <translation>{size} GB</translation>
    </message>
    <message>
        <source>Its own held-out test: {verdict}.</source>
        <translation>留出照片的检验结果：{verdict}。</translation>
    </message>
    <message>
        <source>For {model}.</source>
        <translation>适用于 {model}。</translation>
    </message>
    <message>
        <source>Describes a photo in words.</source>
        <translation>用文字描述照片。</translation>
    </message>
    <message>
        <source>not stated</source>
        <comment>a licence</comment>
        <translation>未说明</translation>
    </message>
    <message>
        <source>{file} cannot be read ({reason})</source>
        <translation>无法读取 {file}（{reason}）</translation>
    </message>
</context>
<context>
    <name>ModelStore</name>
    <message>
        <source>Nothing was downloaded: {folder} cannot be written ({reason}).</source>
        <translation>未下载任何内容：无法写入 {folder}（{reason}）。</translation>
    </message>
    <message>
        <source>{title} is whole: every file is as it came.</source>
        <translation>{title} 完好：每个文件都与原来一致。</translation>
    </message>
    <message>
        <source>Add it together with the folder of its base.</source>
        <translation>请与其基础模型的文件夹一起添加。</translation>
    </message>
    <message>
        <source>{title} was removed.</source>
        <translation>已移除 {title}。</translation>
    </message>
</context>
<context>
    <name>ModelUse</name>
    <message numerus="yes">
        <source>Without it %n adapters cannot be used.</source>
        <translation>
            <numerusform>没有它，%n 个适配器将无法使用。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Without it %n queued photos cannot be restored.</source>
        <translation>
            <numerusform>没有它，队列中的 %n 张照片将无法修复。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelWords</name>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>; </source>
        <comment>between licences</comment>
        <translation>；</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Incomplete</source>
        <translation>不完整</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>Cannot be used</source>
        <translation>无法使用</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Download again</source>
        <translation>重新下载</translation>
    </message>
    <message>
        <source>{share} are here</source>
        <comment>share: 3.1 of 8.7 GB</comment>
        <translation>已下载 {share}</translation>
    </message>
    <message>
        <source>{size} is here</source>
        <translation>已下载 {size}</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Licence: {names}</source>
        <translation>许可协议：{names}</translation>
    </message>
    <message>
        <source>{size} on the disk</source>
        <translation>占用磁盘 {size}</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Memory: {need}</source>
        <translation>内存：{need}</translation>
    </message>
    <message>
        <source>{size} to download</source>
        <translation>需下载 {size}</translation>
    </message>
    <message>
        <source>Takes about {size} once it is ready</source>
        <translation>就绪后约占 {size}</translation>
    </message>
</context>
<context>
    <name>ModelsWindow</name>
    <message>
        <source>Models – Heirloom</source>
        <translation>模型 – Heirloom</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>显示文件夹</translation>
    </message>
    <message>
        <source>Drop to add</source>
        <translation>松开即可添加</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Drop files or folders anywhere here: a whole model, an adapter, a captioner, or FaithDiff.bin together with its base, a folder or a single file.</source>
        <translation>将文件或文件夹拖到此处任意位置：完整模型、适配器、描述模型，或 FaithDiff.bin 及其基础模型（文件夹或单个文件）。</translation>
    </message>
    <message>
        <source>Yours are kept in {folder}</source>
        <translation>您的模型存放在 {folder}</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>Being added</source>
        <translation>正在添加</translation>
    </message>
    <message>
        <source>Adapters</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>Captioners</source>
        <translation>描述模型</translation>
    </message>
    <message>
        <source>Files of models</source>
        <translation>模型文件</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>添加模型</translation>
    </message>
    <message>
        <source>Add a model&apos;s folder</source>
        <translation>添加模型文件夹</translation>
    </message>
    <message>
        <source>The folder is {folder}.</source>
        <translation>文件夹为 {folder}。</translation>
    </message>
</context>
<context>
    <name>Naming</name>
    <message>
        <source>the photo&apos;s name</source>
        <translation>照片名称</translation>
    </message>
    <message>
        <source>the model&apos;s name</source>
        <translation>模型名称</translation>
    </message>
    <message>
        <source>the seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>width in pixels</source>
        <translation>宽度（像素）</translation>
    </message>
    <message>
        <source>height in pixels</source>
        <translation>高度（像素）</translation>
    </message>
    <message>
        <source>the day, as 2026-05-04</source>
        <translation>日期，如 2026-05-04</translation>
    </message>
    <message>
        <source>A name is needed, such as {name}_restored.</source>
        <translation>需要一个名称，例如 {name}_restored。</translation>
    </message>
    <message>
        <source>A curly bracket has no partner.</source>
        <translation>有一个花括号没有配对。</translation>
    </message>
    <message>
        <source>It cannot begin or end with a space or a dot.</source>
        <translation>开头和结尾不能是空格或句点。</translation>
    </message>
    <message>
        <source>There is no {field}. There are: {known}.</source>
        <translation>没有 {field}。可用的有：{known}。</translation>
    </message>
    <message>
        <source>That is too long: {most} characters at most.</source>
        <translation>太长了：最多 {most} 个字符。</translation>
    </message>
    <message>
        <source>A file&apos;s name cannot have a control character in it.</source>
        <translation>文件名不能包含控制字符。</translation>
    </message>
    <message>
        <source>A file&apos;s name cannot have {character} in it.</source>
        <translation>文件名不能包含 {character}。</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>There is not enough memory for this. Close other programs or choose a smaller size.</source>
        <translation>内存不足。请关闭其他程序或选择更小的尺寸。</translation>
    </message>
    <message>
        <source>Something went wrong that Heirloom did not expect ({kind}).</source>
        <translation>发生了意外错误（{kind}）。</translation>
    </message>
    <message>
        <source>Details are in {file}.</source>
        <translation>详情见 {file}。</translation>
    </message>
</context>
<context>
    <name>NumberBox</name>
    <message>
        <source>A number is wanted</source>
        <translation>请输入数字</translation>
    </message>
    <message>
        <source>From {low} to {high}</source>
        <translation>从 {low} 到 {high}</translation>
    </message>
</context>
<context>
    <name>Offer</name>
    <message>
        <source>a large download</source>
        <translation>下载量较大</translation>
    </message>
    <message>
        <source>See models…</source>
        <translation>查看模型…</translation>
    </message>
    <message>
        <source>Dismiss the offer of the full model</source>
        <translation>关闭完整模型的提示</translation>
    </message>
    <message>
        <source>Dismiss; the models stay in the menu at the top right</source>
        <translation>关闭；模型可在右上角菜单中找到</translation>
    </message>
    <message>
        <source>The built-in model is small and works everywhere. {model} gives more detail: {facts}.</source>
        <translation>内置模型小巧，随处可用。{model}能呈现更多细节：{facts}。</translation>
    </message>
    <message>
        <source>; </source>
        <comment>between facts</comment>
        <translation>；</translation>
    </message>
    <message>
        <source>{size} on the disk</source>
        <translation>占用磁盘 {size}</translation>
    </message>
    <message>
        <source>licence: {name}</source>
        <translation>许可协议：{name}</translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message>
        <source>{name}: {reason}, so it was left out.</source>
        <translation>已略过 {name}：{reason}。</translation>
    </message>
    <message numerus="yes">
        <source>%n more were left out too.</source>
        <translation>
            <numerusform>另有 %n 个也已略过。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photos are open.</source>
        <translation>
            <numerusform>已打开 %n 张照片。</numerusform>
        </translation>
    </message>
    <message>
        <source>Restore all</source>
        <translation>全部修复</translation>
    </message>
</context>
<context>
    <name>Ordering</name>
    <message>
        <source>There is no model to restore with.</source>
        <translation>没有可用于修复的模型。</translation>
    </message>
    <message>
        <source>This take was made by a newer Heirloom, with settings unknown here.</source>
        <translation>此版本由更新的 Heirloom 制作，含有无法识别的设置。</translation>
    </message>
    <message>
        <source>This take was made with {model}, which is not installed here.</source>
        <translation>此版本由 {model} 制作，本机未安装该模型。</translation>
    </message>
</context>
<context>
    <name>Outlook</name>
    <message>
        <source>Too little memory for this size</source>
        <translation>内存不足以处理此尺寸</translation>
    </message>
    <message>
        <source>About {time}</source>
        <translation>约 {time}</translation>
    </message>
    <message>
        <source>{number} GB</source>
        <translation>{number} GB</translation>
    </message>
    <message>
        <source>{number} MB</source>
        <translation>{number} MB</translation>
    </message>
    <message>
        <source>Needs {needed} of main memory at most; {free} are free.</source>
        <translation>最多需要 {needed} 内存；空闲 {free}。</translation>
    </message>
    <message>
        <source>Needs {needed} on {device} at most; {free} are free.</source>
        <translation>在 {device} 上最多需要 {needed}；空闲 {free}。</translation>
    </message>
    <message>
        <source>Should that run out all the same, it goes on with another plan: {plan}.</source>
        <translation>如果仍然不足，将改用另一方案继续：{plan}。</translation>
    </message>
    <message>
        <source>No plan needs less: should that run out all the same, nothing is lost.</source>
        <translation>没有更省的方案：如果仍然不足，也不会有任何损失。</translation>
    </message>
    <message>
        <source>How long it takes is known after the first photo.</source>
        <translation>处理第一张照片后即可预估用时。</translation>
    </message>
</context>
<context>
    <name>Pace</name>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} 分 {seconds} 秒</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在开始</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>正在加载模型</translation>
    </message>
    <message>
        <source>Looking at the photo</source>
        <translation>正在分析照片</translation>
    </message>
    <message>
        <source>Restoring</source>
        <translation>正在修复</translation>
    </message>
    <message>
        <source>Drawing the result</source>
        <translation>正在生成结果</translation>
    </message>
    <message>
        <source>tile {tile} of {tiles}</source>
        <translation>分块 {tile}/{tiles}</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分</translation>
    </message>
    <message>
        <source>with less memory</source>
        <translation>低内存模式</translation>
    </message>
    <message>
        <source>Finishing</source>
        <translation>收尾</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between parts of a line</comment>
        <translation>，</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
    <message>
        <source>step {step} of {steps}</source>
        <translation>第 {step}/{steps} 步</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
</context>
<context>
    <name>Photos</name>
    <message>
        <source>New</source>
        <translation>新</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message numerus="yes">
        <source>%n takes</source>
        <translation>
            <numerusform>%n 个版本</numerusform>
        </translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent}%</translation>
    </message>
</context>
<context>
    <name>Plans</name>
    <message>
        <source>all on the graphics card</source>
        <translation>全部置于显卡</translation>
    </message>
    <message>
        <source>parts take turns on the card</source>
        <translation>各部分轮流进入显存</translation>
    </message>
    <message>
        <source>streamed to the card in part</source>
        <translation>部分流式送入显存</translation>
    </message>
    <message>
        <source>streamed to the card, slow</source>
        <translation>流式送入显存，较慢</translation>
    </message>
    <message>
        <source>on the processor</source>
        <translation>使用处理器</translation>
    </message>
    <message>
        <source>on the processor, little memory</source>
        <translation>使用处理器，低内存</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>All on the graphics card</source>
        <translation>全部置于显卡</translation>
    </message>
    <message>
        <source>8 GB</source>
        <translation>8 GB</translation>
    </message>
    <message>
        <source>6 GB</source>
        <translation>6 GB</translation>
    </message>
    <message>
        <source>4 GB</source>
        <translation>4 GB</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>CPU, little memory</source>
        <translation>处理器，低内存</translation>
    </message>
    <message>
        <source>Heirloom takes the fastest way that fits into the memory that is free.</source>
        <translation>Heirloom 会选用空闲内存所能容纳的最快方式。</translation>
    </message>
    <message>
        <source>Everything stays on the graphics card: the fastest.</source>
        <translation>全部留在显卡上：速度最快。</translation>
    </message>
    <message>
        <source>For graphics cards of 8 GB: parts take turns on the card.</source>
        <translation>适合 8 GB 显卡：各部分轮流进入显存。</translation>
    </message>
    <message>
        <source>For graphics cards of 6 GB: slower, since parts of the model are brought to the card while it works.</source>
        <translation>适合 6 GB 显卡：较慢，模型的一部分在运行中才送入显存。</translation>
    </message>
    <message>
        <source>For graphics cards of 4 GB: the slowest on a card, and the one that needs least.</source>
        <translation>适合 4 GB 显卡：显卡方案中最慢，但所需显存最少。</translation>
    </message>
    <message>
        <source>The processor alone, even where there is a graphics card.</source>
        <translation>仅用处理器，即使有显卡。</translation>
    </message>
    <message>
        <source>The processor alone, a few rows at a time.</source>
        <translation>仅用处理器，每次计算几行。</translation>
    </message>
</context>
<context>
    <name>Preferences</name>
    <message>
        <source>The settings could not be saved ({reason}). They hold until you quit.</source>
        <translation>无法保存设置（{reason}）。退出前仍然有效。</translation>
    </message>
</context>
<context>
    <name>Presets</name>
    <message>
        <source>The preset “{name}” was deleted.</source>
        <translation>预设“{name}”已删除。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>“{name}” is in {file}.</source>
        <translation>“{name}”已存于 {file}。</translation>
    </message>
    <message>
        <source>“{name}” was made for the model {model}, which is not here.</source>
        <translation>“{name}”适用于模型 {model}，本机没有该模型。</translation>
    </message>
    <message>
        <source>These settings do not suit this photo or model. {reason}</source>
        <translation>这些设置不适合此照片或模型。{reason}</translation>
    </message>
    <message>
        <source>there is a preset of this name already</source>
        <translation>已有同名预设</translation>
    </message>
    <message>
        <source>{name}, changed</source>
        <translation>{name}，已更改</translation>
    </message>
    <message>
        <source>Recommended</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>Preset: {name}</source>
        <translation>预设：{name}</translation>
    </message>
    <message>
        <source>Settings under a name</source>
        <translation>以名称保存的设置</translation>
    </message>
    <message>
        <source>As {model} recommends</source>
        <translation>按 {model} 的推荐</translation>
    </message>
    <message numerus="yes">
        <source>%n files cannot be read</source>
        <translation>
            <numerusform>%n 个文件无法读取</numerusform>
        </translation>
    </message>
    <message>
        <source>Save as a preset…</source>
        <translation>存为预设…</translation>
    </message>
    <message>
        <source>Save the changes to “{name}”</source>
        <translation>将更改存入“{name}”</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Share as a file…</source>
        <translation>导出为文件…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Add from a file…</source>
        <translation>从文件添加…</translation>
    </message>
    <message>
        <source>Reset all settings</source>
        <translation>重置所有设置</translation>
    </message>
    <message>
        <source>Back to what the model recommends; caption and seed stay</source>
        <translation>恢复模型的推荐值；描述和种子不变</translation>
    </message>
    <message>
        <source>Share a preset</source>
        <translation>导出预设</translation>
    </message>
    <message>
        <source>Add presets</source>
        <translation>添加预设</translation>
    </message>
    <message>
        <source>Presets ({pattern})</source>
        <translation>预设 ({pattern})</translation>
    </message>
    <message>
        <source>Presets and settings</source>
        <translation>预设与设置</translation>
    </message>
    <message>
        <source>Save, share and reset settings</source>
        <translation>保存、导出和重置设置</translation>
    </message>
    <message>
        <source>Name of the preset</source>
        <translation>预设名称</translation>
    </message>
    <message>
        <source>A name, as “Old portraits”</source>
        <translation>名称，例如“老肖像”</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save as a preset</source>
        <translation>存为预设</translation>
    </message>
    <message>
        <source>With the caption</source>
        <translation>包含描述</translation>
    </message>
    <message>
        <source>With the seed, {seed}</source>
        <translation>包含种子 {seed}</translation>
    </message>
    <message>
        <source>With the size, {width} × {height} px</source>
        <translation>包含尺寸 {width} × {height} 像素</translation>
    </message>
    <message>
        <source>Rename “{name}”</source>
        <translation>重命名“{name}”</translation>
    </message>
    <message>
        <source>There is one of this name; it will be replaced.</source>
        <translation>已有同名预设，将被替换。</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>Queue</name>
    <message numerus="yes">
        <source>%n photos of the queue go on.</source>
        <translation>
            <numerusform>队列中的 %n 张照片继续处理。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photos are unfinished in the queue.</source>
        <translation>
            <numerusform>队列中有 %n 张照片尚未完成。</numerusform>
        </translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>What could not be saved</source>
        <translation>未能保存的内容</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>The queue is paused. {reason}</source>
        <translation>队列已暂停。{reason}</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Reasons…</source>
        <translation>原因…</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>{done} of {total} photos restored.</source>
        <translation>已修复 {done}/{total} 张照片。</translation>
    </message>
    <message numerus="yes">
        <source>%n photos failed.</source>
        <translation>
            <numerusform>%n 张照片失败。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photos cancelled.</source>
        <translation>
            <numerusform>%n 张照片已取消。</numerusform>
        </translation>
    </message>
    <message>
        <source>its settings come from a newer Heirloom</source>
        <translation>其设置来自更新的 Heirloom</translation>
    </message>
    <message>
        <source>there is no model {name}</source>
        <translation>没有模型 {name}</translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Move to the top</source>
        <translation>移到最前</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Move to the end</source>
        <translation>移到最后</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Copy the reason</source>
        <translation>复制原因</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Take off the list</source>
        <translation>从列表移除</translation>
    </message>
    <message>
        <source>Progress of the queue</source>
        <translation>队列进度</translation>
    </message>
    <message>
        <source>Cancel all</source>
        <translation>全部取消</translation>
    </message>
    <message>
        <source>Cancel the running photo and all that wait; what is done stays</source>
        <translation>取消正在处理和等待的照片；已完成的保留</translation>
    </message>
    <message>
        <source>Save all</source>
        <translation>全部保存</translation>
    </message>
    <message>
        <source>Save every finished photo that is not saved yet, where the settings say (Ctrl+Alt+S)</source>
        <translation>将所有已完成但未保存的照片保存到设置的位置（Ctrl+Alt+S）</translation>
    </message>
    <message>
        <source>More about the queue</source>
        <translation>队列的更多操作</translation>
    </message>
    <message>
        <source>Hide the queue</source>
        <translation>隐藏队列</translation>
    </message>
    <message>
        <source>Hide the queue (F6)</source>
        <translation>隐藏队列（F6）</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Nothing is queued. Drop photos or folders here, or choose Restore in the film strip.</source>
        <translation>队列为空。将照片或文件夹拖到此处，或在胶片栏中选择“修复”。</translation>
    </message>
    <message>
        <source>Save each result when it is finished</source>
        <translation>每个结果完成后即保存</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>清除已完成</translation>
    </message>
    <message>
        <source>Take the rows off this list; the takes stay</source>
        <translation>从列表中移除；版本保留</translation>
    </message>
    <message>
        <source>Go on with the next photo</source>
        <translation>继续处理下一张照片</translation>
    </message>
    <message>
        <source>Finish the photo that is being restored, and wait</source>
        <translation>完成正在修复的照片后等待</translation>
    </message>
    <message numerus="yes">
        <source>Retry %n failed</source>
        <translation>
            <numerusform>重试 %n 个失败项</numerusform>
        </translation>
    </message>
    <message>
        <source>Restore those that failed once more</source>
        <translation>再次修复失败的照片</translation>
    </message>
    <message>
        <source>Show the saved file in its folder</source>
        <translation>在文件夹中显示已保存的文件</translation>
    </message>
    <message>
        <source>Save the result</source>
        <translation>保存结果</translation>
    </message>
    <message>
        <source>Show the photo in its folder</source>
        <translation>在文件夹中显示照片</translation>
    </message>
    <message>
        <source>Restore it once more</source>
        <translation>再次修复</translation>
    </message>
    <message>
        <source>Cancel this photo</source>
        <translation>取消这张照片</translation>
    </message>
    <message>
        <source>Restoring in another window</source>
        <translation>正在另一个窗口中修复</translation>
    </message>
    <message>
        <source>Restoring, {percent} %</source>
        <translation>正在修复，{percent}%</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Saved as {name}</source>
        <translation>已存为 {name}</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Done in {time}</source>
        <translation>完成，用时 {time}</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done}/{total}</translation>
    </message>
    <message>
        <source>1 photo</source>
        <translation>1 张照片</translation>
    </message>
    <message>
        <source>pausing after this photo</source>
        <translation>这张完成后暂停</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>约剩 {time}</translation>
    </message>
    <message>
        <source>{done} of {total} restored</source>
        <translation>已修复 {done}/{total}</translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n 个失败</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Quit</name>
    <message>
        <source>If you quit now, what is being done is stopped.</source>
        <translation>如果现在退出，正在进行的工作将停止。</translation>
    </message>
    <message>
        <source>Heirloom quits when this photo is done.</source>
        <translation>这张照片完成后 Heirloom 将退出。</translation>
    </message>
    <message>
        <source>Quit when this photo is done</source>
        <translation>完成这张后退出</translation>
    </message>
    <message>
        <source>Quit when they are saved</source>
        <translation>保存后退出</translation>
    </message>
    <message numerus="yes">
        <source>If you quit now, %n photos stay in the queue and go on at the next start.</source>
        <translation>
            <numerusform>如果现在退出，%n 张照片将留在队列中，下次启动时继续。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n results are not saved yet; they are kept all the same.</source>
        <translation>
            <numerusform>有 %n 个结果尚未保存，但都已留存。</numerusform>
        </translation>
    </message>
    <message>
        <source>Quit now</source>
        <translation>立即退出</translation>
    </message>
    <message>
        <source>Stop at once; closing the window once more does the same</source>
        <translation>立即停止；再次关闭窗口效果相同</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>留下</translation>
    </message>
    <message>
        <source>Go on as before (Esc)</source>
        <translation>照常继续（Esc）</translation>
    </message>
    <message>
        <source>Heirloom quits when the results are saved.</source>
        <translation>结果保存后 Heirloom 将退出。</translation>
    </message>
    <message numerus="yes">
        <source>%n photos stay in the queue and go on at the next start.</source>
        <translation>
            <numerusform>%n 张照片留在队列中，下次启动时继续。</numerusform>
        </translation>
    </message>
    <message>
        <source>If you quit now, the photo that is being restored stays in the queue.</source>
        <translation>如果现在退出，正在修复的照片将留在队列中。</translation>
    </message>
</context>
<context>
    <name>Recalling</name>
    <message>
        <source>This picture was restored by another Heirloom, with settings unknown here.</source>
        <translation>此图片由其他版本的 Heirloom 修复，含有无法识别的设置。</translation>
    </message>
    <message>
        <source>This picture was restored with settings that cannot be used for it now.</source>
        <translation>此图片修复时所用的设置现在无法用于它。</translation>
    </message>
    <message>
        <source>This picture was restored with Heirloom, and its settings are in the panel.</source>
        <translation>此图片由 Heirloom 修复，其设置已载入面板。</translation>
    </message>
    <message>
        <source>It was restored with {model}, which is not installed here.</source>
        <translation>它由 {model} 修复，本机未安装该模型。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>Restoration</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Cancelled. Nothing was changed.</source>
        <translation>已取消。没有任何更改。</translation>
    </message>
    <message>
        <source>No model is installed, so photos can be looked at but not restored. Install Heirloom again.</source>
        <translation>未安装模型，照片可以查看但无法修复。请重新安装 Heirloom。</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message>
        <source>The earlier photo</source>
        <translation>之前的照片</translation>
    </message>
    <message>
        <source>{photo} was restored too. The result is kept.</source>
        <translation>{photo} 也已修复。结果已留存。</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
</context>
<context>
    <name>SaveAll</name>
    <message>
        <source>There was nothing to save.</source>
        <translation>没有可保存的内容。</translation>
    </message>
    <message>
        <source>its take was deleted</source>
        <translation>其版本已被删除</translation>
    </message>
    <message numerus="yes">
        <source>%n results saved.</source>
        <translation>
            <numerusform>已保存 %n 个结果。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were saved before.</source>
        <translation>
            <numerusform>%n 个此前已保存。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were not saved any more.</source>
        <translation>
            <numerusform>%n 个未再保存。</numerusform>
        </translation>
    </message>
    <message>
        <source>this picture has no folder of its own to save its result into</source>
        <translation>此图片没有可用来保存结果的所在文件夹</translation>
    </message>
    <message>
        <source>Save it alone, or choose a folder for results in the settings.</source>
        <translation>请单独保存它，或在设置中选择结果文件夹。</translation>
    </message>
    <message>
        <source>Progress of saving</source>
        <translation>保存进度</translation>
    </message>
    <message>
        <source>Stop saving</source>
        <translation>停止保存</translation>
    </message>
    <message>
        <source>What was saved stays</source>
        <translation>已保存的保留</translation>
    </message>
    <message>
        <source>Saving {number} of {total}: {name}</source>
        <translation>正在保存 {number}/{total}：{name}</translation>
    </message>
    <message numerus="yes">
        <source>%n could not be saved.</source>
        <translation>
            <numerusform>%n 个无法保存。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n photos something could not be kept.</source>
        <translation>
            <numerusform>%n 张照片有部分信息未能保留。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Saving</name>
    <message>
        <source>Saved as {file}.</source>
        <translation>已存为 {file}。</translation>
    </message>
    <message>
        <source>The original is never replaced.</source>
        <translation>原图绝不会被替换。</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>the photo was changed or is gone, so it cannot be blended with the result</source>
        <translation>照片已更改或不存在，无法与结果混合</translation>
    </message>
    <message>
        <source>The photo was changed or is gone, so what its file said could not be kept.</source>
        <translation>照片已更改或不存在，其文件信息未能保留。</translation>
    </message>
</context>
<context>
    <name>Seed</name>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>The same seed and settings give the same picture; another seed gives another take.</source>
        <translation>种子和设置相同，结果就相同；换种子即得另一个版本。</translation>
    </message>
    <message>
        <source>Another seed</source>
        <translation>换一个种子</translation>
    </message>
    <message>
        <source>Keep the seed from take to take</source>
        <translation>各版本沿用同一种子</translation>
    </message>
    <message>
        <source>Locked: every take has this seed</source>
        <translation>已锁定：每个版本都用此种子</translation>
    </message>
    <message>
        <source>Unlocked: every take has a seed of its own</source>
        <translation>未锁定：每个版本各用一个种子</translation>
    </message>
    <message>
        <source>A whole number is wanted</source>
        <translation>请输入整数</translation>
    </message>
    <message>
        <source>At most {most}</source>
        <translation>最多 {most}</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Date, camera, captions and credits: EXIF, XMP and IPTC.</source>
        <translation>日期、相机、说明与署名：EXIF、XMP 和 IPTC。</translation>
    </message>
    <message>
        <source>Settings – Heirloom</source>
        <translation>设置 – Heirloom</translation>
    </message>
    <message>
        <source>The settings could not be read and were reset.</source>
        <translation>设置无法读取，已重置。</translation>
    </message>
    <message>
        <source>The settings come from a newer Heirloom; what this one does not know is ignored.</source>
        <translation>设置来自更新的 Heirloom；无法识别的内容已忽略。</translation>
    </message>
    <message>
        <source>Some settings had values that cannot be used and were reset.</source>
        <translation>部分设置的值无效，已重置。</translation>
    </message>
    <message>
        <source>The old ones are in {file}.</source>
        <translation>旧设置保存在 {file} 中。</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Grey behind the picture</source>
        <translation>图片背景灰度</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Save results</source>
        <translation>保存结果</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose the folder for results</source>
        <translation>选择结果文件夹</translation>
    </message>
    <message>
        <source>Save them when I say so</source>
        <translation>由我决定何时保存</translation>
    </message>
    <message>
        <source>Save each when it is finished</source>
        <translation>每个完成后即保存</translation>
    </message>
    <message>
        <source>Results of the queue</source>
        <translation>队列的结果</translation>
    </message>
    <message>
        <source>Name of saved results</source>
        <translation>保存结果的名称</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation>元数据</translation>
    </message>
    <message>
        <source>Location</source>
        <translation>拍摄地点</translation>
    </message>
    <message>
        <source>Memory plan</source>
        <translation>内存方案</translation>
    </message>
    <message>
        <source>Captioner</source>
        <translation>描述模型</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>模型…</translation>
    </message>
    <message>
        <source>Show all captioners</source>
        <translation>显示所有描述模型</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Restoring</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Until then: {file}</source>
        <translation>在此之前：{file}</translation>
    </message>
    <message>
        <source>As {file}. Names that exist get a number.</source>
        <translation>例如 {file}。重名时自动编号。</translation>
    </message>
    <message>
        <source>The default</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>None is installed. A captioner writes what a photo shows.</source>
        <translation>尚未安装。描述模型用文字写出照片内容。</translation>
    </message>
    <message>
        <source>Save results into</source>
        <translation>结果保存到</translation>
    </message>
    <message>
        <source>Beside the photo</source>
        <translation>照片旁边</translation>
    </message>
    <message>
        <source>Into a folder of their own</source>
        <translation>单独的文件夹</translation>
    </message>
    <message>
        <source>Keep what the photo says of itself</source>
        <translation>保留照片自带信息</translation>
    </message>
    <message>
        <source>Leave it out</source>
        <translation>不保留</translation>
    </message>
    <message>
        <source>Keep where it was taken</source>
        <translation>保留拍摄地点</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Kept results</source>
        <translation>留存的结果</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Settings and queue</source>
        <translation>设置与队列</translation>
    </message>
    <message>
        <source>The location is left out with the rest.</source>
        <translation>拍摄地点随其余信息一并去除。</translation>
    </message>
    <message>
        <source>GPS and names of places.</source>
        <translation>GPS 与地名。</translation>
    </message>
    <message>
        <source>There is no graphics card here, so nothing can be restored with this plan. Choose another.</source>
        <translation>本机没有显卡，无法用此方案修复。请另选一个。</translation>
    </message>
    <message>
        <source>Show the folder: {name}</source>
        <translation>显示文件夹：{name}</translation>
    </message>
    <message>
        <source>{plan} (not on this computer)</source>
        <translation>{plan}（本机不可用）</translation>
    </message>
    <message>
        <source>{name} (not installed)</source>
        <translation>{name}（未安装）</translation>
    </message>
    <message>
        <source>It writes captions when you ask for one.</source>
        <translation>在需要时撰写描述。</translation>
    </message>
    <message>
        <source>{name} is not installed, so {other} writes captions.</source>
        <translation>{name} 未安装，由 {other} 撰写描述。</translation>
    </message>
    <message>
        <source>{folder} does not exist yet: nothing is kept there.</source>
        <translation>{folder} 尚不存在：里面没有内容。</translation>
    </message>
    <message>
        <source>That is {name}.</source>
        <translation>即 {name}。</translation>
    </message>
    <message>
        <source>The folder is {folder}.</source>
        <translation>文件夹为 {folder}。</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Contact sheet</source>
        <translation>样张表</translation>
    </message>
    <message>
        <source>seed {seed}, waiting</source>
        <translation>种子 {seed}，等待中</translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>种子 {seed}</translation>
    </message>
    <message>
        <source>seed {seed}, {percent} %</source>
        <translation>种子 {seed}，{percent}%</translation>
    </message>
    <message>
        <source>seed {seed}: {reason}</source>
        <translation>种子 {seed}：{reason}</translation>
    </message>
    <message>
        <source>seed {seed}: cancelled</source>
        <translation>种子 {seed}：已取消</translation>
    </message>
</context>
<context>
    <name>SideWindows</name>
    <message>
        <source>Use it</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>The captioner {name} is ready.</source>
        <translation>描述模型 {name} 已就绪。</translation>
    </message>
    <message>
        <source>{name} is ready.</source>
        <translation>{name} 已就绪。</translation>
    </message>
</context>
<context>
    <name>Size</name>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Unit of the size</source>
        <translation>尺寸单位</translation>
    </message>
    <message>
        <source>In pixels, or printed at so many DPI</source>
        <translation>以像素计，或按指定 DPI 打印</translation>
    </message>
    <message>
        <source>Keep proportions</source>
        <translation>保持比例</translation>
    </message>
    <message>
        <source>Keep the photo&apos;s proportions</source>
        <translation>保持照片的比例</translation>
    </message>
    <message>
        <source>DPI of the print</source>
        <translation>打印 DPI</translation>
    </message>
    <message>
        <source>Pixels of a printed inch: 300 for photos looked at closely</source>
        <translation>每英寸像素数：近看的照片用 300</translation>
    </message>
    <message>
        <source>A side has 1 to {most} pixels.</source>
        <translation>边长为 1 到 {most} 像素。</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>{side} in {unit}</source>
        <translation>{side}({unit})</translation>
    </message>
    <message>
        <source>Size of the restored picture: times the photo&apos;s, in pixels, or as a print.</source>
        <translation>修复后图片的尺寸：照片的倍数、像素或打印尺寸。</translation>
    </message>
    <message>
        <source>DPI</source>
        <translation>DPI</translation>
    </message>
    <message>
        <source>cm</source>
        <comment>centimetres</comment>
        <translation>cm</translation>
    </message>
    <message>
        <source>in</source>
        <comment>inches</comment>
        <translation>英寸</translation>
    </message>
    <message>
        <source>px</source>
        <comment>pixels</comment>
        <translation>px</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Progress of the restoration</source>
        <translation>修复进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop at the next step (Esc)</source>
        <translation>在下一步停止（Esc）</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>正在取消…</translation>
    </message>
    <message>
        <source>{photo}, </source>
        <comment>before what is being done with it</comment>
        <translation>{photo},</translation>
    </message>
    <message>
        <source>Sample: {source}</source>
        <translation>示例：{source}</translation>
    </message>
    <message>
        <source>Saving {number} of {total}…</source>
        <translation>正在保存 {number}/{total}…</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>Opening {name}…</source>
        <translation>正在打开 {name}…</translation>
    </message>
    <message>
        <source>{width} × {height} px {format}, 16 bit</source>
        <translation>{width} × {height} 像素 {format}，16 位</translation>
    </message>
    <message>
        <source>{width} × {height} px {format}</source>
        <translation>{width} × {height} 像素 {format}</translation>
    </message>
    <message>
        <source>kept, not yet saved</source>
        <translation>已留存，尚未保存</translation>
    </message>
    <message>
        <source>saved as {name}</source>
        <translation>已存为 {name}</translation>
    </message>
    <message>
        <source>{width} × {height} px, restored in {time}, {kept}</source>
        <translation>{width} × {height} 像素，修复用时 {time}，{kept}</translation>
    </message>
</context>
<context>
    <name>Takes</name>
    <message>
        <source>Original</source>
        <translation>原图</translation>
    </message>
    <message>
        <source>{take} was deleted.</source>
        <translation>{take} 已删除。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>another photo</source>
        <translation>另一张照片</translation>
    </message>
    <message>
        <source>{take} of {photo} is back.</source>
        <translation>{photo} 的 {take} 已恢复。</translation>
    </message>
    <message>
        <source>Take {number}</source>
        <translation>版本 {number}</translation>
    </message>
    <message>
        <source>on the left</source>
        <translation>左侧</translation>
    </message>
    <message>
        <source>on the right</source>
        <translation>右侧</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>显示中</translation>
    </message>
    <message>
        <source>starred</source>
        <translation>有星标</translation>
    </message>
    <message>
        <source>blended</source>
        <translation>已混合</translation>
    </message>
    <message>
        <source>new</source>
        <comment>a take not looked at yet</comment>
        <translation>新</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>What can be done with this take</source>
        <translation>可对此版本进行的操作</translation>
    </message>
    <message>
        <source>Take menu</source>
        <translation>版本菜单</translation>
    </message>
    <message>
        <source>Lay the takes out side by side (G)</source>
        <translation>并排展示各个版本（G）</translation>
    </message>
    <message>
        <source>Contact sheet</source>
        <translation>样张表</translation>
    </message>
    <message>
        <source>Paint where the restored picture shows (B)</source>
        <translation>涂抹修复结果的显示区域（B）</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Beyond the photo</source>
        <translation>超出照片的内容</translation>
    </message>
    <message>
        <source>4 takes</source>
        <translation>4 个版本</translation>
    </message>
    <message>
        <source>Restore with four seeds, and lay them out side by side (Ctrl+Shift+Enter)</source>
        <translation>用四个种子修复并并排展示（Ctrl+Shift+Enter）</translation>
    </message>
    <message>
        <source>Name of the take</source>
        <translation>版本名称</translation>
    </message>
    <message>
        <source>The photo as it is</source>
        <translation>照片原样</translation>
    </message>
    <message>
        <source>Show on the right</source>
        <translation>显示在右侧</translation>
    </message>
    <message>
        <source>Compare: put on the left</source>
        <translation>对比：放到左侧</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Remove the star</source>
        <translation>去除星标</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>加星标</translation>
    </message>
    <message>
        <source>Use these settings</source>
        <translation>使用这些设置</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>{name} (take {number})</source>
        <translation>{name}（版本 {number}）</translation>
    </message>
    <message numerus="yes">
        <source>Seed {seed}, guidance {guidance}, %n steps</source>
        <translation>
            <numerusform>种子 {seed}，引导强度 {guidance}，%n 步</numerusform>
        </translation>
    </message>
    <message>
        <source>Blended: {percent} % of it show</source>
        <translation>已混合：显示 {percent}%</translation>
    </message>
    <message>
        <source>Painted with the brush</source>
        <translation>已用画笔涂抹</translation>
    </message>
    <message>
        <source>{name}: comparing…</source>
        <translation>{name}：正在比较…</translation>
    </message>
    <message>
        <source>{name}: {percent} % beyond the photo</source>
        <translation>{name}：{percent}% 超出照片</translation>
    </message>
    <message>
        <source>Show in colour what the restored picture shows and the photo does not hold (E)</source>
        <translation>用颜色标出修复后图片中有、而照片里没有依据的内容（E）</translation>
    </message>
    <message>
        <source>{percent} % of the picture, by more than {levels} of 255 levels</source>
        <translation>占图片的 {percent}%，差异超过 255 级中的 {levels} 级</translation>
    </message>
    <message>
        <source>Damage that went counts, too: what is there now was not in the photo</source>
        <translation>被去除的损伤也计算在内：那里现在的内容原本不在照片中</translation>
    </message>
    <message numerus="yes">
        <source>What %n seeds disagree about counts</source>
        <translation>
            <numerusform>%n 个种子不一致之处也计算在内</numerusform>
        </translation>
    </message>
    <message>
        <source>More is found where there are takes with other seeds (4 takes)</source>
        <translation>有其他种子的版本时能发现更多（4 个版本）</translation>
    </message>
</context>
<context>
    <name>Target</name>
    <message>
        <source>{kind} files cannot hold {width} × {height} pixels, so the result is a {other} file.</source>
        <translation>{kind} 文件无法容纳 {width} × {height} 像素，结果存为 {other} 文件。</translation>
    </message>
</context>
<context>
    <name>Titles</name>
    <message>
        <source>{title} (sample)</source>
        <translation>{title}（示例）</translation>
    </message>
    <message>
        <source>Sample: {source}</source>
        <translation>示例：{source}</translation>
    </message>
    <message>
        <source>{percent} %, {title}</source>
        <translation>{percent}%,{title}</translation>
    </message>
</context>
<context>
    <name>Toolbar</name>
    <message>
        <source>Grey behind the picture</source>
        <translation>图片背景灰度</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Compare: {way}</source>
        <translation>对比：{way}</translation>
    </message>
</context>
<context>
    <name>Training</name>
    <message>
        <source>Another training is running. One at a time.</source>
        <translation>另一个训练正在进行。一次只能进行一个。</translation>
    </message>
    <message>
        <source>Choose a folder of photos first.</source>
        <translation>请先选择照片文件夹。</translation>
    </message>
    <message>
        <source>There is no model to start from.</source>
        <translation>没有可作为起点的模型。</translation>
    </message>
    <message>
        <source>The photos are still being looked at.</source>
        <translation>仍在查看照片。</translation>
    </message>
    <message>
        <source>A training needs at least two usable photos; 50 are a good start.</source>
        <translation>训练至少需要两张可用的照片；50 张是不错的起点。</translation>
    </message>
    <message>
        <source>It needs more memory than is free.</source>
        <translation>所需内存超过空闲内存。</translation>
    </message>
    <message>
        <source>How much memory and time it takes is still being tried.</source>
        <translation>仍在测算所需的内存和时间。</translation>
    </message>
    <message>
        <source>It is being started.</source>
        <translation>正在启动。</translation>
    </message>
    <message>
        <source>What it will see</source>
        <translation>它将看到什么</translation>
    </message>
    <message>
        <source>Examples of damage</source>
        <translation>损伤示例</translation>
    </message>
    <message>
        <source>Other examples</source>
        <translation>换一批示例</translation>
    </message>
    <message>
        <source>Making examples…</source>
        <translation>正在生成示例…</translation>
    </message>
    <message>
        <source>Your photos, and what is made of them to learn from.</source>
        <translation>您的照片，以及由其生成的学习样本。</translation>
    </message>
    <message>
        <source>Your photo</source>
        <translation>您的照片</translation>
    </message>
    <message>
        <source>Old print</source>
        <translation>旧照片</translation>
    </message>
    <message>
        <source>Small and noisy</source>
        <translation>小而有噪点</translation>
    </message>
    <message>
        <source>Very small and noisy</source>
        <translation>很小且多噪点</translation>
    </message>
    <message>
        <source>Nearly clean</source>
        <translation>几乎无损</translation>
    </message>
    <message>
        <source>blur</source>
        <translation>模糊</translation>
    </message>
    <message>
        <source>ringing</source>
        <translation>振铃</translation>
    </message>
    <message>
        <source>smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>noise</source>
        <translation>噪点</translation>
    </message>
    <message>
        <source>shot noise</source>
        <translation>散粒噪声</translation>
    </message>
    <message>
        <source>JPEG</source>
        <translation>JPEG</translation>
    </message>
    <message>
        <source>dust</source>
        <translation>灰尘</translation>
    </message>
    <message>
        <source>scratches</source>
        <translation>划痕</translation>
    </message>
    <message>
        <source>fold</source>
        <translation>折痕</translation>
    </message>
    <message>
        <source>stain</source>
        <translation>污渍</translation>
    </message>
    <message>
        <source>grain</source>
        <translation>颗粒</translation>
    </message>
    <message>
        <source>paper</source>
        <translation>纸纹</translation>
    </message>
    <message>
        <source>halftone</source>
        <translation>网点</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>灰度</translation>
    </message>
    <message>
        <source>fading</source>
        <translation>褪色</translation>
    </message>
    <message>
        <source>yellowing</source>
        <translation>泛黄</translation>
    </message>
    <message>
        <source>dark corners</source>
        <translation>暗角</translation>
    </message>
    <message>
        <source>glare</source>
        <translation>反光</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>New training</source>
        <translation>新训练</translation>
    </message>
    <message>
        <source>Photos, plan, run</source>
        <translation>照片、方案、运行</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在开始</translation>
    </message>
    <message>
        <source>Running, {percent} %</source>
        <translation>进行中，{percent}%</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Disk full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Stopped unexpectedly</source>
        <translation>意外停止</translation>
    </message>
    <message>
        <source>Better</source>
        <translation>更好</translation>
    </message>
    <message>
        <source>Worse</source>
        <translation>更差</translation>
    </message>
    <message>
        <source>No clear difference</source>
        <translation>无明显差别</translation>
    </message>
    <message>
        <source>Too few photos to tell</source>
        <translation>照片太少，无法判断</translation>
    </message>
    <message>
        <source>Pausing after this update…</source>
        <translation>本次更新后暂停…</translation>
    </message>
    <message>
        <source>Going on…</source>
        <translation>正在继续…</translation>
    </message>
    <message>
        <source>Finishing after this update…</source>
        <translation>本次更新后结束…</translation>
    </message>
    <message>
        <source>Stopping after this update…</source>
        <translation>本次更新后停止…</translation>
    </message>
    <message>
        <source>Writing a checkpoint…</source>
        <translation>正在写入检查点…</translation>
    </message>
    <message>
        <source>photo {done} of {total}</source>
        <translation>照片 {done}/{total}</translation>
    </message>
    <message>
        <source>{what} First the held-out photos are restored, {restored}.</source>
        <translation>{what}先修复留出的照片，{restored}。</translation>
    </message>
    <message>
        <source>Paused at update {update} of {updates}.</source>
        <translation>已在第 {update}/{updates} 次更新时暂停。</translation>
    </message>
    <message>
        <source>The disk is full. Make room, then go on; nothing is lost so far.</source>
        <translation>磁盘已满。请腾出空间后继续；目前没有任何损失。</translation>
    </message>
    <message>
        <source>Describing photos, {done} of {total}</source>
        <translation>正在描述照片，{done}/{total}</translation>
    </message>
    <message>
        <source>Measuring the model as it is: photo {done} of {total}</source>
        <translation>正在测量现有模型：照片 {done}/{total}</translation>
    </message>
    <message>
        <source>Restoring held-out photos: photo {done} of {total}</source>
        <translation>正在修复留出的照片：{done}/{total}</translation>
    </message>
    <message>
        <source>Judging and writing the result…</source>
        <translation>正在评判并写入结果…</translation>
    </message>
    <message>
        <source>Update {update} of {updates}</source>
        <translation>第 {update}/{updates} 次更新</translation>
    </message>
    <message>
        <source>{words}, {time} left</source>
        <translation>{words}，剩余 {time}</translation>
    </message>
    <message>
        <source>Loading the model and the photos…</source>
        <translation>正在加载模型和照片…</translation>
    </message>
    <message>
        <source>Continue goes on from update {update}.</source>
        <translation>“继续”将从第 {update} 次更新开始。</translation>
    </message>
    <message>
        <source>Continue begins again from the start.</source>
        <translation>“继续”将从头开始。</translation>
    </message>
    <message>
        <source>Its process is gone: the computer was switched off, the memory ran out, or it was ended.</source>
        <translation>其进程已不存在：可能是电脑关机、内存耗尽或进程被结束。</translation>
    </message>
    <message>
        <source>Update {update} was skipped: its loss was not a number.</source>
        <translation>已跳过第 {update} 次更新：其损失不是数值。</translation>
    </message>
    <message>
        <source>Went back to update {update}, and learns half as fast from there.</source>
        <translation>已退回第 {update} 次更新，此后学习速度减半。</translation>
    </message>
    <message>
        <source>The disk was full at update {update}: {needed} needed, {free} free.</source>
        <translation>第 {update} 次更新时磁盘已满：需要 {needed}，空闲 {free}。</translation>
    </message>
    <message>
        <source>Paused at update {update}.</source>
        <translation>已在第 {update} 次更新时暂停。</translation>
    </message>
    <message>
        <source>Went on at update {update}.</source>
        <translation>已从第 {update} 次更新继续。</translation>
    </message>
    <message>
        <source>Ended at update {update}: it became worse. The best, of update {best}, is kept.</source>
        <translation>已在第 {update} 次更新时结束：效果变差。保留第 {best} 次更新的最佳结果。</translation>
    </message>
    <message>
        <source>Finished at update {update}, as asked.</source>
        <translation>已按要求在第 {update} 次更新时结束。</translation>
    </message>
    <message>
        <source>Stopped at update {update}.</source>
        <translation>已在第 {update} 次更新时停止。</translation>
    </message>
    <message>
        <source>Gave up at update {update}.</source>
        <translation>已在第 {update} 次更新时放弃。</translation>
    </message>
    <message>
        <source>Went on at update {update} with a changed run file.</source>
        <translation>已用更改后的运行文件从第 {update} 次更新继续。</translation>
    </message>
    <message>
        <source>The graphics card is too small: a part is in main memory, which is slow. Take smaller squares.</source>
        <translation>显存太小：一部分放在内存中，速度较慢。请改用更小的方块。</translation>
    </message>
    <message>
        <source>{train}  {percent} %</source>
        <translation>{train}  {percent}%</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>The training “{title}” is done. {verdict}.</source>
        <translation>训练“{title}”已完成。{verdict}。</translation>
    </message>
    <message>
        <source>Nothing was measured</source>
        <translation>未作测量</translation>
    </message>
    <message>
        <source>The training “{title}” has stopped.</source>
        <translation>训练“{title}”已停止。</translation>
    </message>
    <message>
        <source>The training “{title}” has ended before it was done.</source>
        <translation>训练“{title}”未完成便已结束。</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>What it makes</source>
        <translation>产出</translation>
    </message>
    <message>
        <source>What it learns</source>
        <translation>学习内容</translation>
    </message>
    <message>
        <source>How long</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>As above</source>
        <translation>同上</translation>
    </message>
    <message>
        <source>As the recipe says</source>
        <translation>按配方</translation>
    </message>
    <message>
        <source>Squares to learn from</source>
        <translation>学习用方块</translation>
    </message>
    <message>
        <source>Set aside to judge</source>
        <translation>留作评判</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose the folder of damaged versions</source>
        <translation>选择受损版本的文件夹</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Use no damaged versions</source>
        <translation>不使用受损版本</translation>
    </message>
    <message>
        <source>Updates</source>
        <translation>更新次数</translation>
    </message>
    <message>
        <source>Steps of learning, as a number</source>
        <translation>学习的步数</translation>
    </message>
    <message>
        <source>Squares</source>
        <translation>方块</translation>
    </message>
    <message>
        <source>Side in pixels. Smaller ones need less memory and show less of a photo</source>
        <translation>边长（像素）。越小所需内存越少，看到的照片区域也越小</translation>
    </message>
    <message>
        <source>Learning rate ×</source>
        <translation>学习率 ×</translation>
    </message>
    <message>
        <source>How far each update goes. Above 1 learns faster and may spoil the model</source>
        <translation>每次更新的幅度。大于 1 学得更快，但可能损坏模型</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>留出</translation>
    </message>
    <message>
        <source>Photos that are never learned from, and judge the result</source>
        <translation>从不用于学习、只用来评判结果的照片</translation>
    </message>
    <message>
        <source>For photos without a text file beside them</source>
        <translation>用于旁边没有文本文件的照片</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>The same seed makes the same choices</source>
        <translation>种子相同，选择就相同</translation>
    </message>
    <message>
        <source>Damaged versions</source>
        <translation>受损版本</translation>
    </message>
    <message>
        <source>Real damaged versions of the same photos, under the same names, can be learned from.</source>
        <translation>可从同名照片的真实受损版本中学习。</translation>
    </message>
    <message>
        <source>Written by {name}</source>
        <translation>由 {name} 撰写</translation>
    </message>
    <message>
        <source>Only those that are there</source>
        <translation>仅用已有的</translation>
    </message>
    <message>
        <source>As the folder</source>
        <translation>同文件夹</translation>
    </message>
    <message numerus="yes">
        <source>%n updates</source>
        <translation>
            <numerusform>%n 次更新</numerusform>
        </translation>
    </message>
    <message>
        <source>Damaged versions of the photos</source>
        <translation>照片的受损版本</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>显示文件夹</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Run file</source>
        <translation>运行文件</translation>
    </message>
    <message>
        <source>Open the run file</source>
        <translation>打开运行文件</translation>
    </message>
    <message>
        <source>Remove this training? There is no way back.</source>
        <translation>移除此训练？此操作无法撤销。</translation>
    </message>
    <message>
        <source>What was added to the models stays.</source>
        <translation>已加入模型的内容会保留。</translation>
    </message>
    <message>
        <source>Remove this training and free {size}? There is no way back. {kept}</source>
        <translation>移除此训练并释放 {size}？此操作无法撤销。{kept}</translation>
    </message>
    <message>
        <source>Choose folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Choose the folder of photos to learn from</source>
        <translation>选择用于学习的照片文件夹</translation>
    </message>
    <message>
        <source>Good photos of the kind that shall be restored: sharp, undamaged, at least 50, all in one folder or below it. Heirloom damages copies of them and learns to undo that. Your photos stay as they are.</source>
        <translation>与待修复照片同类的优质照片：清晰、无损、至少 50 张，都在一个文件夹或其子文件夹中。Heirloom 会损坏它们的副本，并学习如何复原。您的照片保持原样。</translation>
    </message>
    <message>
        <source>Looking at the photos</source>
        <translation>正在查看照片</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Photos that were left out</source>
        <translation>略过的照片</translation>
    </message>
    <message>
        <source>Choose another…</source>
        <translation>另选一个…</translation>
    </message>
    <message>
        <source>Looking at the photos, {done} of {total} files</source>
        <translation>正在查看照片，{done}/{total} 个文件</translation>
    </message>
    <message>
        <source>Looking at the photos…</source>
        <translation>正在查看照片…</translation>
    </message>
    <message numerus="yes">
        <source>%n left out</source>
        <translation>
            <numerusform>略过 %n 张</numerusform>
        </translation>
    </message>
    <message>
        <source>Photos to learn from</source>
        <translation>学习用的照片</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Progress of the training</source>
        <translation>训练进度</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Finish now</source>
        <translation>立即完成</translation>
    </message>
    <message>
        <source>Learn no more; judge and keep the best so far</source>
        <translation>不再学习；评判并保留目前的最佳结果</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Write a checkpoint and stop; it can go on later</source>
        <translation>写入检查点并停止；以后可继续</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Training loss</source>
        <translation>训练损失</translation>
    </message>
    <message>
        <source>updates</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>Held-out photos, as they come out now</source>
        <translation>留出照片目前的修复效果</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>End at once</source>
        <translation>立即结束</translation>
    </message>
    <message>
        <source>What was learned since update {update} is lost</source>
        <translation>第 {update} 次更新之后学到的内容将丢失</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>smoothed</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>The first values come after 20 updates.</source>
        <translation>20 次更新后才有第一批数值。</translation>
    </message>
    <message>
        <source>Agreement with held-out photos, higher is better</source>
        <translation>与留出照片的吻合度，越高越好</translation>
    </message>
    <message>
        <source>Held-out loss, lower is better</source>
        <translation>留出照片的损失，越低越好</translation>
    </message>
    <message>
        <source>the model as it was</source>
        <translation>原有模型</translation>
    </message>
    <message>
        <source>held out</source>
        <translation>留出</translation>
    </message>
    <message>
        <source>The model as it is has to be measured first.</source>
        <translation>需要先测量现有模型。</translation>
    </message>
    <message numerus="yes">
        <source>%n messages</source>
        <translation>
            <numerusform>%n 条消息</numerusform>
        </translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>受损</translation>
    </message>
    <message>
        <source>Restored in one step</source>
        <translation>一步修复</translation>
    </message>
    <message>
        <source>As it should be</source>
        <translation>应有的样子</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>开始训练</translation>
    </message>
    <message>
        <source>What will be started, for people who want every knob: save it, change it, and give it to “heirloom train”. trainer/config.py lists all fields.</source>
        <translation>即将启动的配置，供需要全部选项的人使用：保存、修改后交给“heirloom train”。trainer/config.py 列出了所有字段。</translation>
    </message>
    <message>
        <source>That is very long. A graphics card, a smaller model or “Quick” takes less.</source>
        <translation>耗时很长。使用显卡、更小的模型或“快速”会更快。</translation>
    </message>
    <message>
        <source>Restoring photos meanwhile is possible; both are slower then.</source>
        <translation>期间可以修复照片，但两者都会变慢。</translation>
    </message>
    <message>
        <source>Keep training after Heirloom is closed</source>
        <translation>关闭 Heirloom 后继续训练</translation>
    </message>
    <message>
        <source>Otherwise it writes a checkpoint and stops, and can go on later</source>
        <translation>否则写入检查点并停止，以后可继续</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Open the report</source>
        <translation>打开报告</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>前后对比</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>全部显示</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Use {name}</source>
        <translation>使用 {name}</translation>
    </message>
    <message>
        <source>Being added…</source>
        <translation>正在添加…</translation>
    </message>
    <message>
        <source>Add it all the same</source>
        <translation>仍然添加</translation>
    </message>
    <message>
        <source>Add it to the models</source>
        <translation>加入模型</translation>
    </message>
    <message>
        <source>The adapter {name} is in the model menu.</source>
        <translation>适配器 {name} 已在模型菜单中。</translation>
    </message>
    <message>
        <source>The model {name} is in the model menu.</source>
        <translation>模型 {name} 已在模型菜单中。</translation>
    </message>
    <message>
        <source>It was not added to the models.</source>
        <translation>未加入模型。</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>Show fewer</source>
        <translation>收起</translation>
    </message>
    <message numerus="yes">
        <source>Show all %n</source>
        <translation>
            <numerusform>显示全部 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Photos improved</source>
        <translation>改善的照片</translation>
    </message>
    <message>
        <source>{improved} of {photos}</source>
        <translation>{improved}/{photos}</translation>
    </message>
    <message>
        <source>True detail that is there (agreement)</source>
        <translation>真实细节（吻合度）</translation>
    </message>
    <message>
        <source>Brightness and colours off, in levels of 255</source>
        <translation>亮度与颜色偏差（255 级）</translation>
    </message>
    <message>
        <source>PSNR in dB</source>
        <translation>PSNR(dB)</translation>
    </message>
    <message>
        <source>SSIM</source>
        <translation>SSIM</translation>
    </message>
    <message>
        <source>LPIPS, lower is better</source>
        <translation>LPIPS，越低越好</translation>
    </message>
    <message>
        <source>DISTS, lower is better</source>
        <translation>DISTS，越低越好</translation>
    </message>
    <message>
        <source>Loss, lower is better</source>
        <translation>损失，越低越好</translation>
    </message>
    <message>
        <source>Better than before</source>
        <translation>比之前更好</translation>
    </message>
    <message>
        <source>Worse than before</source>
        <translation>比之前更差</translation>
    </message>
    <message>
        <source>It is trained. No photos were set aside, so nothing can be said of it.</source>
        <translation>训练已完成。没有留出照片，因此无法评价。</translation>
    </message>
    <message>
        <source>{improved} of {photos} photos that it never saw come out closer to the original than before.</source>
        <translation>在 {photos} 张从未见过的照片中，有 {improved} 张比之前更接近原图。</translation>
    </message>
    <message>
        <source>So large a gain is not chance.</source>
        <translation>如此大的提升并非偶然。</translation>
    </message>
    <message>
        <source>Keep using the model as it was.</source>
        <translation>请继续使用原有模型。</translation>
    </message>
    <message>
        <source>That may well be chance. It can be used, but need not be.</source>
        <translation>这很可能是偶然。可以使用，但不必使用。</translation>
    </message>
    <message>
        <source>That is too few to tell it from chance. Look at the pictures.</source>
        <translation>样本太少，无法排除偶然。请查看图片。</translation>
    </message>
    <message>
        <source>But the difference is smaller than anybody would see.</source>
        <translation>但差别小到肉眼难以察觉。</translation>
    </message>
    <message>
        <source>Train – Heirloom</source>
        <translation>训练 – Heirloom</translation>
    </message>
    <message>
        <source>Drop a folder of photos</source>
        <translation>将照片文件夹拖到此处</translation>
    </message>
    <message>
        <source>{name} is chosen: Restore uses it from now on.</source>
        <translation>已选择 {name}：今后的修复将使用它。</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>A small file on top of the model. Quick, needs the least memory, can be set to any strength and shared. For a collection or a style.</source>
        <translation>附加在模型上的小文件。速度快、所需内存最少、强度可调、便于分享。适合某个收藏或风格。</translation>
    </message>
    <message>
        <source>Whole model</source>
        <translation>整个模型</translation>
    </message>
    <message>
        <source>A model of its own, as large as the one it starts from. Needs more memory and time. For large collections that differ much from ordinary photos.</source>
        <translation>独立的模型，与其起点一样大。需要更多内存和时间。适合与普通照片差别很大的大型收藏。</translation>
    </message>
    <message>
        <source>Old photos, colours as they are</source>
        <translation>旧照片，保持颜色</translation>
    </message>
    <message>
        <source>Dust, scratches, folds, grain and blur go; faded colours stay as faded as they are.</source>
        <translation>去除灰尘、划痕、折痕、颗粒和模糊；褪色的颜色保持不变。</translation>
    </message>
    <message>
        <source>Old photos, colours brought back</source>
        <translation>旧照片，恢复颜色</translation>
    </message>
    <message>
        <source>The same, and faded or yellowed colours are brought back.</source>
        <translation>同上，并恢复褪色或泛黄的颜色。</translation>
    </message>
    <message>
        <source>Digital pictures</source>
        <translation>数码图片</translation>
    </message>
    <message>
        <source>Blur, noise, small sizes and JPEG marks go. No prints, no scratches.</source>
        <translation>去除模糊、噪点、小尺寸和 JPEG 痕迹。不针对纸质照片和划痕。</translation>
    </message>
    <message>
        <source>Quick</source>
        <translation>快速</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>Thorough</source>
        <translation>彻底</translation>
    </message>
    <message numerus="yes">
        <source>%n usable photos</source>
        <translation>
            <numerusform>%n 张可用照片</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them set aside to judge the result</source>
        <translation>
            <numerusform>其中 %n 张留作评判结果</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with a caption</source>
        <translation>
            <numerusform>%n 张有描述</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with a damaged version</source>
        <translation>
            <numerusform>%n 张有受损版本</numerusform>
        </translation>
    </message>
    <message>
        <source>With so few photos nobody can tell afterwards whether it became better: that takes 20 or more. It can be trained all the same.</source>
        <translation>照片这么少，事后无法判断是否变好：至少需要 20 张。但仍然可以训练。</translation>
    </message>
    <message>
        <source>about {days} days</source>
        <translation>约 {days} 天</translation>
    </message>
    <message>
        <source>about {time}</source>
        <translation>约 {time}</translation>
    </message>
    <message>
        <source>Trying how much memory and time it takes…</source>
        <translation>正在测算所需的内存和时间…</translation>
    </message>
    <message>
        <source>on the processor</source>
        <translation>使用处理器</translation>
    </message>
    <message>
        <source>on the graphics card</source>
        <translation>在显卡上</translation>
    </message>
    <message>
        <source>Needs {needed} of memory, {free} are free</source>
        <translation>需要 {needed} 内存，空闲 {free}</translation>
    </message>
    <message>
        <source>{memory}. Trying how fast this computer is…</source>
        <translation>{memory}。正在测试本机速度…</translation>
    </message>
    <message>
        <source>{memory}. {updates} take {time} {where}.</source>
        <translation>{memory}。{where} {updates} 需 {time}。</translation>
    </message>
    <message>
        <source>Choose the adapter, a smaller model or smaller squares, or close other programs.</source>
        <translation>请选择适配器、更小的模型或更小的方块，或关闭其他程序。</translation>
    </message>
    <message>
        <source>Choose a smaller model or smaller squares, or close other programs.</source>
        <translation>请选择更小的模型或更小的方块，或关闭其他程序。</translation>
    </message>
    <message>
        <source>From {model}</source>
        <translation>基于 {model}</translation>
    </message>
</context>
<context>
    <name>Transfer</name>
    <message>
        <source>Waiting for its turn</source>
        <translation>等待轮到</translation>
    </message>
    <message>
        <source>Checking every file…</source>
        <translation>正在检查每个文件…</translation>
    </message>
    <message>
        <source>Removing…</source>
        <translation>正在移除…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在开始…</translation>
    </message>
    <message>
        <source>Pausing… {words}</source>
        <translation>正在暂停…{words}</translation>
    </message>
    <message>
        <source>Asking the hub which files there are…</source>
        <translation>正在向 Hub 查询文件…</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between parts of a line</comment>
        <translation>，</translation>
    </message>
    <message>
        <source>Checking the files…</source>
        <translation>正在检查文件…</translation>
    </message>
    <message>
        <source>Checking what came, {share}</source>
        <comment>share: 3.1 of 8.7 GB</comment>
        <translation>正在检查已下载内容，{share}</translation>
    </message>
    <message>
        <source>Making it ready…</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>Making it ready, {percent} %</source>
        <translation>正在准备，{percent}%</translation>
    </message>
    <message>
        <source>Copying…</source>
        <translation>正在复制…</translation>
    </message>
    <message>
        <source>Copying, {percent} %</source>
        <translation>正在复制，{percent}%</translation>
    </message>
    <message>
        <source>{size}/s</source>
        <translation>{size}/秒</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>Check the connection and try again. What has come is kept.</source>
        <translation>请检查网络连接后重试。已下载的内容会保留。</translation>
    </message>
    <message>
        <source>Then try again. What has come is kept.</source>
        <translation>然后重试。已下载的内容会保留。</translation>
    </message>
    <message>
        <source>Try again in a few minutes. What has come is kept.</source>
        <translation>请几分钟后重试。已下载的内容会保留。</translation>
    </message>
    <message>
        <source>Try again in {time}. What has come is kept.</source>
        <translation>请在 {time} 后重试。已下载的内容会保留。</translation>
    </message>
    <message>
        <source>Make room, then try again. What has come is kept.</source>
        <translation>请腾出空间后重试。已下载的内容会保留。</translation>
    </message>
    <message>
        <source>Nothing of it is used. Try again: it is fetched anew.</source>
        <translation>其内容不会被使用。请重试：将重新获取。</translation>
    </message>
    <message>
        <source>Try again in a while. What has come is kept.</source>
        <translation>请稍后重试。已下载的内容会保留。</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <comment>3.1 of 8.7 GB</comment>
        <translation>{done}/{total}</translation>
    </message>
    <message>
        <source>{size} GB</source>
        <translation>{size} GB</translation>
    </message>
    <message>
        <source>{size} MB</source>
        <translation>{size} MB</translation>
    </message>
    <message>
        <source>{size} kB</source>
        <translation>{size} kB</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>better</source>
        <translation>更好</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>更差</translation>
    </message>
    <message>
        <source>no clear difference</source>
        <translation>无明显差别</translation>
    </message>
    <message>
        <source>too few to tell</source>
        <translation>样本太少</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Queue  {number}</source>
        <translation>队列  {number}</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Fit, {percent} %</source>
        <translation>适合窗口，{percent}%</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent}%</translation>
    </message>
</context>
</TS>
